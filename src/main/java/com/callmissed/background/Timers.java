package com.callmissed.background;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.vertx.core.Vertx;

/** One-shot timers that are cancelled together. Safe for use by several threads. */
final class Timers {
    private final Vertx vertx;
    private final Set<Long> pending = new HashSet<>();
    private boolean stopped;

    Timers(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs {@code task} once, on an event loop, after {@code delay} or 1 ms at least; never after {@link #stop}. */
    synchronized void in(Duration delay, Runnable task) {
        if (!stopped) {
            pending.add(vertx.setTimer(Math.max(1, delay.toMillis()), id -> run(id, task)));
        }
    }

    private void run(long id, Runnable task) {
        synchronized (this) {
            if (!pending.remove(id)) {
                return;
            }
        }
        task.run();
    }

    /** New timers may be set again. */
    synchronized void start() {
        stopped = false;
    }

    /** Cancels all timers that are set, and sets no others until {@link #start}. */
    synchronized void stop() {
        stopped = true;
        pending.forEach(vertx::cancelTimer);
        pending.clear();
    }
}
