package com.callmissed.admin;

/** The arguments are wrong. The message is one line for operators. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
