package com.callmissed.outbound;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings of the queue of outgoing messages. */
@ConfigMapping(prefix = "callmissed.outbox")
public interface OutboxConfig {
    /**
     * How long one process may take to send a claimed message, including the provider's response. After that the
     * outcome is uncertain, and a takeover does not wait any longer.
     */
    @WithDefault("PT15S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration lease();

    /** How often each process looks for messages that other processes have queued. */
    @WithDefault("PT1S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration poll();

    /** How many messages one process sends at the same time. */
    @WithDefault("32")
    @Min(1)
    @Max(1000)
    int concurrency();

    /** How many of them may belong to one tenant. */
    @WithDefault("16")
    @Min(1)
    @Max(1000)
    int tenantConcurrency();

    /**
     * Attempts after which a message that the provider does not accept is failed. The pauses double up to five minutes:
     * 20 attempts take about 1 hour.
     */
    @WithDefault("20")
    @Min(1)
    @Max(1000)
    int attempts();
}
