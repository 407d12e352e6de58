package com.callmissed.http.filter;

import java.time.Duration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits on connections and bodies, mostly those of callers who are not known yet. */
@ConfigMapping(prefix = "callmissed.http")
public interface HttpLimitsConfig {
    /** From the connect, or from the first byte of a later request, to the end of the headers. */
    @DurationMin(millis = 100)
    @DurationMax(seconds = 75)
    @WithDefault("PT10S")
    Duration headTimeout();

    /** From the end of the headers to the end of the body. */
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    @WithDefault("PT30S")
    Duration bodyTimeout();

    /** From the head, and again from the end of the body, to the start of the response. */
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    @WithDefault("PT9S")
    Duration responseTimeout();

    /** How long a connection may wait for the next request, or a client may not read what it asked for. */
    @DurationMin(millis = 100)
    @DurationMax(seconds = 75)
    @WithDefault("PT75S")
    Duration idleTimeout();

    /** Connections of one process, with those of sockets. */
    @Min(10)
    @WithDefault("12000")
    int maxConnections();

    /** Connections of one address to one process; 0 for no limit. Never applies to this machine. */
    @PositiveOrZero
    @WithDefault("256")
    int maxConnectionsPerAddress();

    /** The share of the maximum heap that request bodies may occupy at the same time. */
    @DecimalMin("0.01")
    @DecimalMax("0.5")
    @WithDefault("0.15")
    double bodyMemory();
}
