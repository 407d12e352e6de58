package com.callmissed.draft.model;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The model provider gave no usable reply. The message is for the operator's log. It has a status or a kind, and no
 * text of the provider, the prompt or the customer.
 */
public final class ModelFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Duration retryAfter;

    private enum Kind {
        /** The provider failed, and a retry may succeed. */
        PASSING,
        /** The provider failed, and a retry is useless or too late. */
        AWAY,
        /** The provider works and refuses this request. */
        REFUSED,
        /** The request was not sent, because the circuit is open. */
        NOT_ASKED,
        /** The request was not sent, because too many others were waiting. */
        BUSY
    }

    private ModelFailure(String message, Kind kind, Duration retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /**
     * A response with another status than 200.
     *
     * @param retryAfter the pause that the provider asked for; zero for none
     * @param left the time until the deadline; a longer pause is useless
     */
    static ModelFailure status(int status, Duration retryAfter, Duration left) {
        String message = "status " + status;
        if (status != 408 && status != 429 && status < 500) {
            return new ModelFailure(message, Kind.REFUSED, Duration.ZERO);
        }
        return new ModelFailure(message, retryAfter.compareTo(left) < 0 ? Kind.PASSING : Kind.AWAY, retryAfter);
    }

    /** The time-out of the HTTP client and that of the call end together, and either may be first. */
    static ModelFailure unreachable(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return timeout();
        }
        return new ModelFailure("no connection, " + cause.getClass().getSimpleName(), Kind.PASSING, Duration.ZERO);
    }

    static ModelFailure timeout() {
        return new ModelFailure("no answer in time", Kind.AWAY, Duration.ZERO);
    }

    /** The provider works but has no text for this request. A customer can cause that. */
    static ModelFailure empty() {
        return new ModelFailure("no text in the answer", Kind.REFUSED, Duration.ZERO);
    }

    static ModelFailure unreadable() {
        return new ModelFailure("no JSON in the answer", Kind.AWAY, Duration.ZERO);
    }

    /** Too many requests of the tenant are waiting. */
    static ModelFailure busy() {
        return new ModelFailure("too many questions at once", Kind.BUSY, Duration.ZERO);
    }

    /** The circuit breaker is open. */
    static ModelFailure circuitOpen() {
        return new ModelFailure("the circuit is open", Kind.NOT_ASKED, Duration.ZERO);
    }

    /** Whether the provider itself failed, which counts for the circuit breaker. A refusal does not. */
    boolean isAway() {
        return kind == Kind.PASSING || kind == Kind.AWAY;
    }

    /** Whether the provider works and refuses this request. */
    public boolean isRefusal() {
        return kind == Kind.REFUSED;
    }

    boolean isWorthRetrying() {
        return kind == Kind.PASSING;
    }

    public boolean wasAsked() {
        return kind != Kind.NOT_ASKED && kind != Kind.BUSY;
    }

    /** Whether the request was not sent because too many others were waiting. */
    public boolean isBusy() {
        return kind == Kind.BUSY;
    }

    /** Returns the pause that the provider asked for; zero for none. */
    Duration retryAfter() {
        return retryAfter;
    }
}
