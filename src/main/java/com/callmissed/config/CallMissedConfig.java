package com.callmissed.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings that belong to no single feature. */
@ConfigMapping(prefix = "callmissed")
public interface CallMissedConfig {
    /** Local: one command starts everything. Production: nothing is made up, every secret must be configured. */
    @WithDefault("local")
    Mode mode();

    /** Where the local mode keeps its database and its keys. */
    @WithDefault(".callmissed")
    Path dataDir();

    /** The URL that providers and clients see. */
    @WithDefault("http://localhost:8080")
    URI publicUrl();

    /** Whether the first start makes the demo tenant; unset, it does where the service brings its own database. */
    Optional<Boolean> demo();

    Shutdown shutdown();

    /** What happens between the order to stop and the stop. */
    interface Shutdown {
        /** How long requests and sockets may take to end, at most. A process that nobody uses stops at once. */
        @WithDefault("PT10S")
        Duration drain();
    }

    /** Where the service runs. */
    enum Mode {
        LOCAL,
        PRODUCTION
    }
}
