package com.callmissed.autoreply;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Automatic answers. */
@ConfigMapping(prefix = "callmissed.autoreply")
public interface AutoreplyConfig {
    /** How long a customer must have been quiet before the bot starts to answer, so that a burst gets one answer. */
    @WithDefault("PT1S")
    Duration quiet();

    /** How long a customer who goes on writing can put the answer off. */
    @WithDefault("PT10S")
    Duration longestBurst();

    /** How long one process may work on an answer before another takes over; longer than any drafter takes. */
    @WithDefault("PT60S")
    Duration lease();

    /** How often each process looks for turns and ended pauses that nobody told it of. */
    @WithDefault("PT1S")
    Duration poll();

    /** How many answers one process works on at once. */
    @WithDefault("32")
    @Min(1)
    @Max(1000)
    int concurrency();

    /** How many of them may be of one tenant; as many as the model provider answers of one at once. */
    @WithDefault("8")
    @Min(1)
    @Max(1000)
    int tenantConcurrency();

    /** Failed tries after which a turn is dropped. */
    @WithDefault("5")
    @Min(1)
    @Max(100)
    int attempts();
}
