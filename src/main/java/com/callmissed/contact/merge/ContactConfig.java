package com.callmissed.contact.merge;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings of contacts. */
@ConfigMapping(prefix = "callmissed.contacts")
public interface ContactConfig {
    /** How often each process looks for conversations of earlier versions that are not linked to a contact. */
    @DurationMin(millis = 10)
    @DurationMax(hours = 1)
    @WithDefault("PT10S")
    Duration linkPoll();
}
