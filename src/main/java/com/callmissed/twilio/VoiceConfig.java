package com.callmissed.twilio;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings of calls in progress. Twilio waits 15 seconds for a response; every setting stays well below that. */
@ConfigMapping(prefix = "callmissed.voice")
public interface VoiceConfig {
    /** How long a request waits for the bot's answer before the caller is asked to hold. */
    @WithDefault("PT6S")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 12)
    Duration answerWithin();

    /** How often a waiting request reads the database. Changes in this process wake it at once. */
    @WithDefault("PT0.15S")
    @DurationMin(millis = 10)
    @DurationMax(seconds = 5)
    Duration look();

    /** How often in a row the caller is asked to hold before the bot gives up and hands the call to a person. */
    @WithDefault("4")
    @Min(0)
    @Max(100)
    int moments();

    /** The number of silences in a row after which the bot says goodbye. */
    @WithDefault("3")
    @Min(1)
    @Max(100)
    int silences();

    /** How long an answer may wait for its call to collect it. */
    @WithDefault("PT5M")
    @DurationMin(minutes = 1)
    @DurationMax(hours = 1)
    Duration uncollectedAfter();

    /** How often each process looks for answers that were not collected. */
    @WithDefault("PT1M")
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    Duration sweep();
}
