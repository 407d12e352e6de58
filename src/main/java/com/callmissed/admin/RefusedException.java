package com.callmissed.admin;

/** The command cannot do what it should, although the arguments are right. The message is one line for operators. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
