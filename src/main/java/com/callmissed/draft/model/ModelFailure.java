package com.callmissed.draft.model;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The model provider gave no reply. The message is for the operator's log: a status or a kind, never a word of the
 * provider, the prompt or the customer.
 */
public final class ModelFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Duration retryAfter;

    private enum Kind {
        /** The provider is away, and may be back in a moment. */
        PASSING,
        /** The provider is away, and there is no time or no use to ask again. */
        AWAY,
        /** The provider is there and does not want this question. */
        REFUSED,
        NOT_ASKED,
        /** Nor was it asked, because there is too much to ask. */
        BUSY
    }

    private ModelFailure(String message, Kind kind, Duration retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /**
     * An answer with another status than 200.
     *
     * @param retryAfter what the provider asked for; zero for nothing
     * @param left until the reply must be there; a pause that is longer is not worth making
     */
    static ModelFailure status(int status, Duration retryAfter, Duration left) {
        String message = "status " + status;
        if (status != 408 && status != 429 && status < 500) {
            return new ModelFailure(message, Kind.REFUSED, Duration.ZERO);
        }
        return new ModelFailure(message, retryAfter.compareTo(left) < 0 ? Kind.PASSING : Kind.AWAY, retryAfter);
    }

    /** The client's own time-out ends at the same moment as the call's, and either may be first. */
    static ModelFailure unreachable(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return timeout();
        }
        return new ModelFailure("no connection, " + cause.getClass().getSimpleName(), Kind.PASSING, Duration.ZERO);
    }

    static ModelFailure timeout() {
        return new ModelFailure("no answer in time", Kind.AWAY, Duration.ZERO);
    }

    /** The provider is well but says nothing to this question, which a customer can bring about. */
    static ModelFailure empty() {
        return new ModelFailure("no text in the answer", Kind.REFUSED, Duration.ZERO);
    }

    static ModelFailure unreadable() {
        return new ModelFailure("no JSON in the answer", Kind.AWAY, Duration.ZERO);
    }

    /** Too many others are waiting already. */
    static ModelFailure busy() {
        return new ModelFailure("too many questions at once", Kind.BUSY, Duration.ZERO);
    }

    /** The provider has failed too often of late. */
    static ModelFailure circuitOpen() {
        return new ModelFailure("the circuit is open", Kind.NOT_ASKED, Duration.ZERO);
    }

    /** True when it says something about the provider's health; a refused question says something about the question. */
    boolean isAway() {
        return kind == Kind.PASSING || kind == Kind.AWAY;
    }

    /** True when the provider is well and does not want this question. */
    public boolean isRefusal() {
        return kind == Kind.REFUSED;
    }

    boolean isWorthRetrying() {
        return kind == Kind.PASSING;
    }

    public boolean wasAsked() {
        return kind != Kind.NOT_ASKED && kind != Kind.BUSY;
    }

    /** True when the provider is well, and only this question came at a bad moment. */
    public boolean isBusy() {
        return kind == Kind.BUSY;
    }

    /** The shortest pause that the provider asked for; zero for none. */
    Duration retryAfter() {
        return retryAfter;
    }
}
