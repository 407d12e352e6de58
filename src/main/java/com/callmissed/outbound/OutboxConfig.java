package com.callmissed.outbound;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The queue of outgoing messages. */
@ConfigMapping(prefix = "callmissed.outbox")
public interface OutboxConfig {
    /**
     * How long one process may take to send a claimed message, the provider's answer included. After it the outcome counts as
     * uncertain, and a takeover waits no longer.
     */
    @WithDefault("PT15S")
    Duration lease();

    /** How often each process looks for messages that nobody told it of. */
    @WithDefault("PT1S")
    Duration poll();

    /** How many messages one process sends at once. */
    @WithDefault("32")
    @Min(1)
    @Max(1000)
    int concurrency();

    /** Tries after which a message that the provider does not take is failed. The pauses double up to five minutes: 20 take about 1 h. */
    @WithDefault("20")
    @Min(1)
    @Max(1000)
    int attempts();
}
