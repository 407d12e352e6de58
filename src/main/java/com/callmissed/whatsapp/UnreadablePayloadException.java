package com.callmissed.whatsapp;

/** The structure of a payload is not readable. The message names the place and quotes nothing of the payload. */
final class UnreadablePayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadablePayloadException(String message) {
        super(message, null, false, false);
    }
}
