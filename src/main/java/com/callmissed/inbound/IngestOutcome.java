package com.callmissed.inbound;

import java.util.Locale;

/** The outcome of a delivery, a message or a report. It is the label of the ingest counter. */
public enum IngestOutcome {
    /** A new message was stored. */
    STORED,
    /** The message was stored before. */
    DUPLICATE,
    /** A message of an earlier history was stored. */
    IMPORTED,
    /** A chunk of an earlier history was finished. */
    HISTORY,
    /** The business has not shared its earlier history. */
    HISTORY_DECLINED,
    /** A change or a link of addresses of a customer, without a message. */
    ADDRESSES,
    /** A delivery report whose message was found. */
    STATUS,
    /** A delivery report about a message that this service has not stored. */
    UNKNOWN_STATUS,
    /** A delivery for numbers that no bot has. */
    UNKNOWN_NUMBER,
    /** A delivery without a signature, or with one that no secret verifies. */
    BAD_SIGNATURE,
    /** A payload, or a part of one, that could not be parsed. */
    UNREADABLE,
    /** A payload, or a part of one, that is not about conversations. */
    IGNORED,
    /** A payload that was given up, or a part of one that could not be stored. */
    FAILED;

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
