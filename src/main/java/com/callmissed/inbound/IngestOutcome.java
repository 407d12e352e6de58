package com.callmissed.inbound;

import java.util.Locale;

/** What became of a delivery, a message or a report; the label of the ingest counter. */
public enum IngestOutcome {
    /** A message that is new. */
    STORED,
    /** A message that was known. */
    DUPLICATE,
    /** A delivery report whose message was found. */
    STATUS,
    /** A delivery report about a message that this service has not stored. */
    UNKNOWN_STATUS,
    /** A delivery for numbers that no bot has. */
    UNKNOWN_NUMBER,
    /** A delivery whose signature is missing or that nobody's secret verifies. */
    BAD_SIGNATURE,
    /** A payload, or a part of one, that could not be understood. */
    UNREADABLE,
    /** A payload, or a part of one, that does not concern conversations. */
    IGNORED,
    /** A payload that was given up, or a part of one that could not be stored. */
    FAILED;

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
