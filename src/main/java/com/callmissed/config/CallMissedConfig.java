package com.callmissed.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings that belong to no single feature. */
@ConfigMapping(prefix = "callmissed")
public interface CallMissedConfig {
    /** Local: one command starts everything. Production: every secret must be configured, none is generated. */
    @WithDefault("local")
    Mode mode();

    /** The directory of the local mode's database and keys. */
    @WithDefault(".callmissed")
    Path dataDir();

    /** The URL that providers and clients use. */
    @WithDefault("http://localhost:${quarkus.http.port:8080}")
    URI publicUrl();

    /** Whether the first start creates the demo tenant. Default: true when the service starts its own database. */
    Optional<Boolean> demo();

    /** Web origins, such as {@code https://app.example.com}, whose pages may call the API and open the socket. */
    Optional<List<String>> corsOrigins();

    /** Whether the API document and its pages are served. Default: only in local mode. */
    Optional<Boolean> docs();

    /** Whether each request is logged when it ends. */
    @WithDefault("false")
    boolean accessLog();

    /** Whether the local mode may use a database on another machine, where its generated secrets are of no use. */
    @WithDefault("false")
    boolean localRemoteDatabase();

    Start start();

    Shutdown shutdown();

    /** Settings for the time before the service listens. */
    interface Start {
        /** How long to wait for a database that is not there yet. */
        @WithDefault("PT5M")
        @DurationMin
        @DurationMax(days = 1)
        Duration databaseWait();
    }

    /** Settings for the time between the order to stop and the stop. */
    interface Shutdown {
        /** The longest time to wait for requests and sockets. A process without any stops at once. */
        @WithDefault("PT10S")
        @DurationMin
        @DurationMax(hours = 1)
        Duration drain();
    }

    /** The mode of operation. */
    enum Mode {
        LOCAL,
        PRODUCTION
    }
}
