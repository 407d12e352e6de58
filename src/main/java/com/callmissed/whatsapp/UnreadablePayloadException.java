package com.callmissed.whatsapp;

/** A payload as a whole cannot be understood. The message says where, and quotes nothing of it. */
final class UnreadablePayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadablePayloadException(String message) {
        super(message, null, false, false);
    }
}
