package com.callmissed.config;

import java.util.Optional;
import java.util.UUID;

/** What a newcomer finds after the first start. Present only in builds that bring a database along. */
public interface DemoData {
    UUID TENANT = UUID.fromString("de300000-0000-4000-8000-000000000001");

    /**
     * Makes the demo tenant unless it is there. Blocks, so not for an event loop.
     *
     * @return the API key that came with it, only from the call that made it
     */
    Optional<String> create();
}
