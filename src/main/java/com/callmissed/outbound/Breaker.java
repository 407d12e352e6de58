package com.callmissed.outbound;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.callmissed.background.Backoff;

/**
 * A circuit breaker: after a number of unanswered requests in a row it is open, and then lets one request at a time try
 * whether there are responses again, after a pause that grows. Any response closes it. Not safe for use by several
 * threads.
 */
final class Breaker {
    /** How long a probe may wait for the claim of its message before another request may take its place. */
    private static final Duration MADE_WITHIN = Duration.ofSeconds(3);

    private final int limit;
    private final Backoff pauses;
    private final LongSupplier nanoTime;
    private int unanswered;
    private int vainProbes;
    private long probeAt;
    private Object probe;
    private long probeBegan;
    private boolean probeMade;

    /**
     * @param limit unanswered requests that open it
     * @param nanoTime the clock, such as {@link System#nanoTime}
     */
    Breaker(int limit, Backoff pauses, LongSupplier nanoTime) {
        this.limit = limit;
        this.pauses = pauses;
        this.nanoTime = nanoTime;
    }

    boolean isOpen() {
        return unanswered >= limit;
    }

    /** Whether a request may begin now. */
    boolean admits() {
        return !isOpen() || !isProbed() && nanoTime.getAsLong() - probeAt >= 0;
    }

    private boolean isProbed() {
        return probe != null && (probeMade || nanoTime.getAsLong() - probeBegan < MADE_WITHIN.toNanos());
    }

    /** Begins a request, which must be admitted. */
    void begin(Object request) {
        if (isOpen()) {
            probe = request;
            probeBegan = nanoTime.getAsLong();
            probeMade = false;
        }
    }

    /** A request is on its way to the other side. If it is the probe, it keeps its place until it ends. */
    void made(Object request) {
        if (isProbedBy(request)) {
            probeMade = true;
        }
    }

    boolean isProbedBy(Object request) {
        return probe == request;
    }

    /**
     * A request had no response. While the breaker is open, this counts for its probe only; the others began before.
     *
     * @return whether this has opened it
     */
    boolean unanswered(Object request) {
        if (!isOpen()) {
            unanswered++;
            if (isOpen()) {
                pause();
            }
            return isOpen();
        }
        if (isProbedBy(request)) {
            probe = null;
            vainProbes++;
            pause();
        }
        return false;
    }

    /** A request had a response, of any kind. */
    void answered() {
        reset();
    }

    /** Closes it, as if nothing had happened. */
    void reset() {
        unanswered = 0;
        vainProbes = 0;
        probe = null;
    }

    /** A request ended before it reached the other side. If it was the probe, another one may take its place. */
    void notMade(Object request) {
        if (isProbedBy(request)) {
            probe = null;
        }
    }

    private void pause() {
        probeAt = nanoTime.getAsLong() + pauses.pause(vainProbes).toNanos();
    }
}
