package com.callmissed.inbound;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings of the journal of inbound payloads. */
@ConfigMapping(prefix = "callmissed.journal")
public interface JournalConfig {
    /** How long a webhook waits for the processing of a stored payload before it responds. */
    @WithDefault("PT1S")
    @DurationMin
    @DurationMax(minutes = 1)
    Duration answerWithin();

    /**
     * How long a payload belongs to the process that works on it. The process renews the lease while it makes progress;
     * after its end another process takes the payload over. It is also the pause before the first retry.
     */
    @WithDefault("PT30S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration lease();

    /**
     * Failed attempts after which a payload is given up. It is kept and counted. The pauses double up to one hour: 12
     * attempts take about 6 hours.
     */
    @WithDefault("12")
    @Min(1)
    @Max(100)
    int attempts();

    /**
     * Payloads that one process works on at the same time, besides those that requests process themselves. At most a
     * quarter of the connections to the database are used.
     */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int workers();

    /** Messages and reports of one payload that are processed. Meta puts at most 1 000 into one payload. */
    @WithDefault("5000")
    @Min(1000)
    @Max(100_000)
    int maxParts();

    /** How often each process looks for payloads that are due. */
    @WithDefault("PT5S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration poll();

    /** How long settled payloads are kept. Those that were given up are not deleted. */
    @WithDefault("P7D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3_650)
    Duration retention();

    /** How long unreadable payloads wait for an operator. A tenant can send any number of them. */
    @WithDefault("P90D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3_650)
    Duration unreadableRetention();
}
