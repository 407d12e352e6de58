package com.callmissed.http;

import java.time.Duration;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;

/** The time at which a request gets a response even if its operation has not ended. Safe for use by several threads. */
public final class RequestDeadline {
    private static final String LOCAL = RequestDeadline.class.getName();
    private static final long NEVER = Long.MAX_VALUE;

    private final long base = System.nanoTime();
    private final long within;
    private long deadline;

    /** Starts now. */
    public RequestDeadline(Duration within) {
        this.within = within.toNanos();
        restart();
    }

    /** Makes this the deadline of the request that the current Vert.x context serves. */
    public void bind() {
        ContextLocals.put(LOCAL, this);
    }

    /**
     * Allows the current request to take longer, because the client has asked for a wait or because the operation has a
     * longer time limit of its own. Has no effect in work that no request started.
     */
    public static void extend(Duration by) {
        RequestDeadline current = VertxContext.isOnDuplicatedContext()
                ? ContextLocals.<RequestDeadline>get(LOCAL).orElse(null)
                : null;
        if (current != null) {
            current.add(by.toNanos());
        }
    }

    /** The next step is the client's. It has a time limit of its own. */
    public synchronized void suspend() {
        deadline = NEVER;
    }

    /** Gives the request the whole time again. */
    public synchronized void restart() {
        deadline = elapsed() + within;
    }

    public synchronized boolean isOver() {
        return elapsed() >= deadline;
    }

    private synchronized void add(long nanos) {
        if (deadline != NEVER) {
            deadline += nanos;
        }
    }

    private long elapsed() {
        return System.nanoTime() - base;
    }
}
