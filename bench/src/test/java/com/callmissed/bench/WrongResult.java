package com.callmissed.bench;

/** The service answered wrongly, or an event went astray: there is nothing to measure. */
final class WrongResult extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongResult(String message) {
        super(message);
    }

    static void unless(boolean right, String message, Object... values) {
        if (!right) {
            throw new WrongResult(message.formatted(values));
        }
    }
}
