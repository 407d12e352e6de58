package com.callmissed.inbound;

import java.util.Locale;

/** How the work on a payload ended. {@code detail} is for the operator, holds no customer data and may be null. */
public record Settlement(Outcome outcome, String detail) {

    /** The final outcomes of a journal row. */
    public enum Outcome {
        PROCESSED,
        /** Nothing in it concerns conversations. */
        IGNORED,
        /** Correctly signed, but at least a part of it could not be understood; the rest was processed. */
        UNREADABLE,
        /** At least a part of it could not be stored. Kept until an operator has looked at it. */
        FAILED;

        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
