package com.callmissed.twilio;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Calls on the line. Twilio waits 15 seconds for an answer, and no setting can come near that. */
@ConfigMapping(prefix = "callmissed.voice")
public interface VoiceConfig {
    /** How long a request waits for the bot's answer before the caller is asked for a moment. */
    @WithDefault("PT6S")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 12)
    Duration answerWithin();

    /** How often a request that waits looks into the database; what happens in this process it hears of at once. */
    @WithDefault("PT0.15S")
    @DurationMin(millis = 10)
    @DurationMax(seconds = 5)
    Duration look();

    /** How often in a row the caller is asked for a moment before the bot gives up and hands the call to a person. */
    @WithDefault("4")
    @Min(0)
    @Max(100)
    int moments();

    /** How often in a row nothing may be heard before the bot says goodbye. */
    @WithDefault("3")
    @Min(1)
    @Max(100)
    int silences();

    /** How long an answer may wait for a call that does not come back for it. */
    @WithDefault("PT5M")
    @DurationMin(minutes = 1)
    Duration uncollectedAfter();

    /** How often each process looks for answers that nobody collected. */
    @WithDefault("PT1M")
    @DurationMin(millis = 10)
    Duration sweep();
}
