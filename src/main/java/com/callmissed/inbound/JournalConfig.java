package com.callmissed.inbound;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The journal of inbound payloads. */
@ConfigMapping(prefix = "callmissed.journal")
public interface JournalConfig {
    /** How long a webhook waits for its payload to be processed before it is acknowledged, once it is durable. */
    @WithDefault("PT1S")
    Duration answerWithin();

    /** How long one process may work on a payload before another takes over; the first retry waits as long. */
    @WithDefault("PT30S")
    Duration lease();

    /** Failed attempts after which a payload is given up, kept and counted. The pauses double up to an hour: 12 take about 6 h. */
    @WithDefault("12")
    @Min(1)
    @Max(100)
    int attempts();

    /** How often each process looks for payloads that are due. */
    @WithDefault("PT5S")
    Duration poll();

    /** How long settled payloads are kept; those that were given up stay. */
    @WithDefault("P7D")
    Duration retention();
}
