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
     * How long one process may work on a payload before another one takes it over. It is also the pause before the
     * first retry.
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

    /** How often each process looks for payloads that are due. */
    @WithDefault("PT5S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration poll();

    /** How long settled payloads are kept. Payloads that were given up are not deleted. */
    @WithDefault("P7D")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3_650)
    Duration retention();
}
