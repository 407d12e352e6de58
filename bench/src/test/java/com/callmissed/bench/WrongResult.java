package com.callmissed.bench;

/**
 * The service gave a wrong response, or an event was lost, doubled or out of order. Then there is nothing to measure.
 */
class WrongResult extends RuntimeException {
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
