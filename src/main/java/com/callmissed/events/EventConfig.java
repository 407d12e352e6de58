package com.callmissed.events;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The event log. */
@ConfigMapping(prefix = "callmissed.event")
public interface EventConfig {
    /**
     * How long the log reaches back; {@code CALLMISSED_EVENT_RETENTION}. Events go in portions of a seventh of it, so some stay
     * that much longer.
     */
    @DurationMin(minutes = 1)
    @WithDefault("P7D")
    Duration retention();

    /** How often events that are too old are looked for. */
    @DurationMin(seconds = 1)
    @WithDefault("PT10M")
    Duration retentionCheck();

    /** How often the log is looked at without having been woken: the longest that a lost signal can delay an event. */
    @DurationMin(millis = 10)
    @DurationMax(seconds = 1)
    @WithDefault("PT0.5S")
    Duration poll();
}
