package com.callmissed.security.jwt;

import java.time.Duration;

/** The token issuer responded without its key set. */
final class JwksRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** @param retryAfter how long the issuer asks to wait; zero when it does not say */
    JwksRefusal(int status, Duration retryAfter) {
        super("status " + status, null, false, false);
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
