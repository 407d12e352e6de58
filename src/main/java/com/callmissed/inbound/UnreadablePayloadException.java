package com.callmissed.inbound;

/** The structure of a payload is not readable. The message names the place and quotes nothing of the payload. */
public final class UnreadablePayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadablePayloadException(String message) {
        super(message, null, false, false);
    }
}
