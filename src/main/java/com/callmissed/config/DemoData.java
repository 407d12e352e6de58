package com.callmissed.config;

import java.util.Optional;
import java.util.UUID;

/** The data of the demo tenant, for the first start. Present only in builds that include a database. */
public interface DemoData {
    UUID TENANT = UUID.fromString("de300000-0000-4000-8000-000000000001");

    /**
     * Creates the demo tenant unless it exists. Blocks, so do not call it on an event loop.
     *
     * @return the API key of the tenant, only from the call that created it
     */
    Optional<String> create();
}
