package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

/**
 * One piece of system work, done round after round: at the start, at each poll, and soon after a nudge. A round that fails
 * is made up for by the next; the log says so once, until a round succeeds again. Safe for use by several threads.
 */
public final class PeriodicTask {
    private static final Logger LOG = Logger.getLogger(PeriodicTask.class);
    /** A connection that died without a word must not end the work for good. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String work;
    private final Duration within;
    private final Supplier<Uni<Void>> round;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile boolean failing;
    private volatile Context root;
    private volatile long timer;

    /**
     * @param work what the log calls it, such as {@code send messages}
     * @param round runs on an event loop, on a fresh duplicated context; its failure must not quote customers
     */
    public PeriodicTask(Vertx vertx, String work, Supplier<Uni<Void>> round) {
        this(vertx, work, WITHIN, round);
    }

    /** @param within after which a round is given up */
    public PeriodicTask(Vertx vertx, String work, Duration within, Supplier<Uni<Void>> round) {
        this.vertx = vertx;
        this.work = work;
        this.within = within;
        this.round = round;
    }

    public void start(Duration poll) {
        root = vertx.getOrCreateContext();
        timer = vertx.setPeriodic(poll.toMillis(), id -> nudge());
        nudge();
    }

    /** No round begins after this; one that is running goes on. */
    public void stop() {
        root = null;
        vertx.cancelTimer(timer);
    }

    /** Asks for a round as soon as possible; nudges that come during a round are one round together. */
    public void nudge() {
        again.set(true);
        runIfIdle();
    }

    /** Asks for a round after a while. */
    public void nudgeIn(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), id -> nudge());
    }

    private void runIfIdle() {
        Context current = root;
        if (current == null || !busy.compareAndSet(false, true)) {
            return;
        }
        again.set(false);
        OwnContext.run(current, () -> Uni.createFrom()
                .deferred(round::get)
                .ifNoItem()
                .after(within)
                .fail()
                .subscribe()
                .with(done -> ended(null), this::ended));
    }

    private void ended(Throwable failure) {
        if (failure != null && !failing) {
            LOG.warnf("Cannot %s for now: %s", work, failure.getClass().getSimpleName());
        }
        failing = failure != null;
        busy.set(false);
        if (again.get() && !failing) {
            runIfIdle();
        }
    }
}
