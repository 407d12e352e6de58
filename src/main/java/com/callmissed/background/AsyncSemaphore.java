package com.callmissed.background;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Limits how many calls run at once, for each owner or for all callers together. Further calls wait in the order of
 * arrival, up to a number and a time. No thread blocks while a call waits. An owner is kept only while it has calls.
 * Safe for use by several threads.
 */
public final class AsyncSemaphore {
    private static final Object ALL = new Object();

    private final IntUnaryOperator limit;
    private final int queue;
    private final Map<Object, Line> lines = new HashMap<>();
    private int running;

    private static final class Line {
        private int running;
        private final Set<Turn> waiting = new LinkedHashSet<>();
    }

    private static final class Turn {
        private final Runnable call;
        private Cancellable patience = () -> {};

        private Turn(Runnable call) {
            this.call = call;
        }
    }

    /** The call did not begin, because too many calls were running and waiting, or because it waited too long. */
    public static final class NoPermitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoPermitException() {
            super("too many calls at once", null, false, false);
        }
    }

    /**
     * Creates a semaphore with an unlimited queue.
     *
     * @param limit calls of one owner that run at once
     */
    public AsyncSemaphore(int limit) {
        this(limit, Integer.MAX_VALUE);
    }

    /**
     * Creates a semaphore.
     *
     * @param limit calls of one owner that run at once
     * @param queue calls of one owner that wait
     */
    public AsyncSemaphore(int limit, int queue) {
        this(others -> limit, queue);
    }

    /**
     * Creates a semaphore whose owners share something. A limit that becomes lower applies as calls end.
     *
     * @param limit returns how many calls of one owner run at once, at least one, from the number of running calls of
     *     all others
     * @param queue calls of one owner that wait
     */
    public AsyncSemaphore(IntUnaryOperator limit, int queue) {
        this.limit = limit;
        this.queue = queue;
    }

    /**
     * Like {@link #withPermit(Object, Duration, Supplier)}, for all callers together and without a limit on the wait.
     */
    public <T> Uni<T> withPermit(Supplier<Uni<? extends T>> call) {
        return withPermit(ALL, null, call);
    }

    /**
     * Runs {@code call} as soon as a permit is free: at once, or later on the caller's Vert.x context. When the caller
     * has no context, the call runs on the thread of the call that ended. A caller that cancels while it waits leaves
     * the queue. A call that has begun keeps its permit until it ends, even when its caller cancels, so put a time
     * limit into the call.
     *
     * @param owner whose calls share a limit; compared by {@code equals}
     * @param patience how long the call may wait; null for no limit
     * @return the result of the call; fails with {@link NoPermitException} when the call did not begin
     */
    public <T> Uni<T> withPermit(Object owner, Duration patience, Supplier<Uni<? extends T>> call) {
        return withPermit(owner, queue, patience, call);
    }

    /**
     * Like {@link #withPermit(Object, Duration, Supplier)}, for a call that may wait in addition to the queue, because
     * it belongs to work that has begun.
     */
    public <T> Uni<T> withPermitInAnyCase(Object owner, Duration patience, Supplier<Uni<? extends T>> call) {
        return withPermit(owner, Integer.MAX_VALUE, patience, call);
    }

    private <T> Uni<T> withPermit(Object owner, int queue, Duration patience, Supplier<Uni<? extends T>> call) {
        return Uni.createFrom().emitter(result -> {
            Executor context = CallerContext.executor();
            Turn turn = new Turn(() -> context.execute(() -> run(owner, call, result)));
            switch (enter(owner, queue, turn, patience, result)) {
                case BEGINS -> run(owner, call, result);
                case WAITS -> result.onTermination(() -> giveUp(owner, turn));
                case REFUSED -> result.fail(new NoPermitException());
            }
        });
    }

    /**
     * Takes a permit if one is free and no call of the owner waits. It costs less than {@link #withPermit}. The caller
     * must call {@link #end} once.
     */
    public synchronized boolean tryBegin(Object owner) {
        Line line = lines.computeIfAbsent(owner, key -> new Line());
        return line.waiting.isEmpty() && begin(line);
    }

    /** Ends a call of {@code owner} that {@link #tryBegin} has begun. */
    public void end(Object owner) {
        leave(owner);
    }

    /** The number of owners that have calls. */
    public synchronized int owners() {
        return lines.size();
    }

    private enum Entry {
        BEGINS,
        WAITS,
        REFUSED
    }

    private <T> void run(Object owner, Supplier<Uni<? extends T>> call, UniEmitter<? super T> result) {
        Uni.createFrom()
                .deferred(call)
                .onTermination()
                .invoke(() -> leave(owner))
                .subscribe()
                .with(result::complete, result::fail);
    }

    private synchronized Entry enter(Object owner, int queue, Turn turn, Duration patience, UniEmitter<?> result) {
        Line line = lines.computeIfAbsent(owner, key -> new Line());
        if (begin(line)) {
            return Entry.BEGINS;
        }
        if (line.waiting.size() >= queue) {
            return Entry.REFUSED;
        }
        line.waiting.add(turn);
        if (patience != null) {
            turn.patience = after(patience, () -> {
                if (giveUp(owner, turn)) {
                    result.fail(new NoPermitException());
                }
            });
        }
        return Entry.WAITS;
    }

    /** A timer of the event loop costs least. Most waits are short and cancel it. */
    private static Cancellable after(Duration patience, Runnable task) {
        long millis = Math.max(1, patience.toMillis());
        Context context = Vertx.currentContext();
        if (context != null) {
            long timer = context.owner().setTimer(millis, id -> task.run());
            return () -> context.owner().cancelTimer(timer);
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(millis))
                .subscribe()
                .with(over -> task.run());
    }

    /** Removes a waiting call. Returns false when its turn has come already. */
    private synchronized boolean giveUp(Object owner, Turn turn) {
        Line line = lines.get(owner);
        boolean waited = line != null && line.waiting.remove(turn);
        if (waited) {
            turn.patience.cancel();
        }
        return waited;
    }

    private boolean begin(Line line) {
        boolean free = line.running < limit.applyAsInt(running - line.running);
        if (free) {
            line.running++;
            running++;
        }
        return free;
    }

    private void leave(Object owner) {
        List<Turn> next = new ArrayList<>();
        synchronized (this) {
            Line line = lines.get(owner);
            line.running--;
            running--;
            while (!line.waiting.isEmpty() && begin(line)) {
                Turn turn = line.waiting.iterator().next();
                line.waiting.remove(turn);
                turn.patience.cancel();
                next.add(turn);
            }
            if (line.running == 0) {
                lines.remove(owner);
            }
        }
        next.forEach(turn -> turn.call.run());
    }
}
