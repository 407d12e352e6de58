package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import org.jboss.logging.Logger;

import com.callmissed.platform.OwnContext;

/**
 * Repeats one piece of system work in rounds: at the start, at each poll, and soon after a nudge. The next round makes
 * up for a failed one. The log reports a failure once, until a round succeeds again. Safe for use by several threads.
 */
public final class PeriodicTask {
    private static final Logger LOG = Logger.getLogger(PeriodicTask.class);
    /** The time limit of a round. Without it, a connection that dies silently would stop the work for good. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String work;
    private final Duration within;
    private final Supplier<Uni<Void>> round;
    private final Timers nudges;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile boolean failing;
    private volatile Context root;
    private volatile long timer;

    /**
     * Creates a task with a time limit of 30 s for a round.
     *
     * @param work the task in log messages, such as {@code send messages}
     * @param round runs on an event loop, on a new duplicated context; its failure must not contain data of customers
     */
    public PeriodicTask(Vertx vertx, String work, Supplier<Uni<Void>> round) {
        this(vertx, work, WITHIN, round);
    }

    /** @param within the time limit of a round */
    public PeriodicTask(Vertx vertx, String work, Duration within, Supplier<Uni<Void>> round) {
        this.vertx = vertx;
        this.work = work;
        this.within = within;
        this.round = round;
        this.nudges = new Timers(vertx);
    }

    public void start(Duration poll) {
        root = vertx.getOrCreateContext();
        nudges.start();
        timer = vertx.setPeriodic(poll.toMillis(), id -> nudge());
        nudge();
    }

    /** Stops the task. No round begins after this. A running round continues. */
    public void stop() {
        root = null;
        vertx.cancelTimer(timer);
        nudges.stop();
    }

    /** Requests a round as soon as possible. Nudges during a round lead to one further round. */
    public void nudge() {
        again.set(true);
        runIfIdle();
    }

    /** Requests a round after {@code delay}. {@link #stop} cancels the request. */
    public void nudgeIn(Duration delay) {
        nudges.in(delay, this::nudge);
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
            LOG.warnf("Cannot %s for now: %s", work, reason(failure));
        }
        failing = failure != null;
        busy.set(false);
        if (again.get() && !failing) {
            runIfIdle();
        }
    }

    /** Without the message, which can contain data. */
    private static String reason(Throwable failure) {
        String type = failure.getClass().getSimpleName();
        return failure instanceof PgException refused ? type + " " + refused.getSqlState() : type;
    }
}
