package com.callmissed.contact.merge;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of contacts. */
@ConfigMapping(prefix = "callmissed.contacts")
interface ContactConfig {
    /** How often each process looks for conversations of earlier versions that are not linked to a contact. */
    @WithDefault("PT10S")
    Duration linkPoll();
}
