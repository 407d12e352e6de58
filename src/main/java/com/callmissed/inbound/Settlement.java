package com.callmissed.inbound;

import java.util.Locale;

/**
 * The result of processing a payload.
 *
 * @param detail for the operator, without customer data; may be null
 */
public record Settlement(Outcome outcome, String detail) {

    /** The final outcomes of a journal row. */
    public enum Outcome {
        PROCESSED,
        /** Nothing in the payload is about conversations. */
        IGNORED,
        /**
         * The signature is valid, but at least one part could not be parsed. The other parts were processed. The row is
         * kept until an operator has handled it, for {@link JournalConfig#unreadableRetention} at most.
         */
        UNREADABLE,
        /** At least one part could not be stored. The row is kept until an operator has handled it. */
        FAILED;

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
