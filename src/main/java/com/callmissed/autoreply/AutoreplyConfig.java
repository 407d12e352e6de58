package com.callmissed.autoreply;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of automatic answers. */
@ConfigMapping(prefix = "callmissed.autoreply")
public interface AutoreplyConfig {
    /** How long a customer must be quiet before the bot answers, so that a burst gets one answer. */
    @WithDefault("PT1S")
    @DurationMin
    @DurationMax(hours = 1)
    Duration quiet();

    /** The longest delay of an answer while the customer continues to write. */
    @WithDefault("PT10S")
    @DurationMin
    @DurationMax(hours = 1)
    Duration longestBurst();

    /** How long a process may work on an answer before another one takes over. Longer than any drafter needs. */
    @WithDefault("PT60S")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration lease();

    /** The interval at which each process looks for turns and for ended pauses. */
    @WithDefault("PT1S")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration poll();

    /** Answers that one process works on at the same time. */
    @WithDefault("32")
    @Min(1)
    @Max(1000)
    int concurrency();

    /** How many of them may belong to one tenant: as many as concurrent requests to the model provider. */
    @WithDefault("8")
    @Min(1)
    @Max(1000)
    int tenantConcurrency();

    /** Failed attempts after which a turn is dropped. */
    @WithDefault("5")
    @Min(1)
    @Max(100)
    int attempts();

    /** Automatic answers of one conversation in a rolling hour, before it is escalated. */
    @WithDefault("30")
    @Min(1)
    @Max(1000)
    int maxPerHour();

    /**
     * A conversation is escalated when the last five messages of the customer each came within this time of an
     * automatic answer. Zero switches this check off.
     */
    @DurationMin
    @DurationMax(minutes = 1)
    @WithDefault("PT5S")
    Duration loopGap();
}
