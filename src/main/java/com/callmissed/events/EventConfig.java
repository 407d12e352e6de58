package com.callmissed.events;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the event log. */
@ConfigMapping(prefix = "callmissed.event")
public interface EventConfig {
    /**
     * How long the log keeps events; {@code CALLMISSED_EVENT_RETENTION}. Events are deleted in portions of a seventh of
     * this time, so some stay longer by that much.
     */
    @DurationMin(minutes = 1)
    @WithDefault("P7D")
    @DurationMax(days = 3_650)
    Duration retention();

    /** The interval between searches for events that are too old. */
    @DurationMin(seconds = 1)
    @WithDefault("PT10M")
    @DurationMax(days = 1)
    Duration retentionCheck();

    /** The interval between reads of the log without a signal. A lost signal delays an event by at most this time. */
    @DurationMin(millis = 10)
    @DurationMax(seconds = 1)
    @WithDefault("PT0.5S")
    Duration poll();
}
