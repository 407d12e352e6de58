package com.callmissed.draft.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Lets a few calls of each owner run at once, and a few more wait in line. Remembers an owner only while it has calls. Safe
 * for use by several threads.
 */
final class Bulkhead<K> {
    private final int places;
    private final int queue;
    private final Map<K, Line> lines = new HashMap<>();

    private static final class Line {
        private int running;
        private final Deque<Ticket> waiting = new ArrayDeque<>();
    }

    private static final class Ticket {
        private final Runnable call;
        private Cancellable patience;

        private Ticket(Runnable call) {
            this.call = call;
        }
    }

    /**
     * @param places calls of one owner that run at once
     * @param queue calls of one owner that wait
     */
    Bulkhead(int places, int queue) {
        this.places = places;
        this.queue = queue;
    }

    /**
     * Runs the call when it is its turn, on the caller's Vert.x context. A call that has begun is seen to its end, which sets
     * its place free: whoever cancels the result does not cancel the call.
     *
     * @param patience how long it may wait for its turn
     * @return the call's result; fails with {@link ModelFailure#busy} when it has not begun
     */
    <T> Uni<T> within(K owner, Duration patience, Supplier<Uni<? extends T>> call) {
        return Uni.createFrom().emitter(result -> {
            Executor context = CallerContext.executor();
            enter(
                    owner,
                    new Ticket(() -> context.execute(() -> Uni.createFrom()
                            .deferred(call)
                            .onTermination()
                            .invoke(() -> leave(owner))
                            .subscribe()
                            .with(result::complete, result::fail))),
                    patience,
                    () -> result.fail(ModelFailure.busy()));
        });
    }

    /** How many owners have calls. */
    synchronized int owners() {
        return lines.size();
    }

    private void enter(K owner, Ticket ticket, Duration patience, Runnable refused) {
        boolean begins;
        synchronized (this) {
            Line line = lines.computeIfAbsent(owner, key -> new Line());
            begins = line.running < places;
            if (begins) {
                line.running++;
            } else if (line.waiting.size() < queue) {
                line.waiting.add(ticket);
                ticket.patience = Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(patience.isZero() ? Duration.ofMillis(1) : patience)
                        .subscribe()
                        .with(ignored -> {
                            if (giveUp(line, ticket)) {
                                refused.run();
                            }
                        });
                return;
            }
        }
        if (begins) {
            ticket.call.run();
        } else {
            refused.run();
        }
    }

    /** False when its turn has come already. */
    private synchronized boolean giveUp(Line line, Ticket ticket) {
        return line.waiting.remove(ticket);
    }

    private void leave(K owner) {
        Ticket next;
        synchronized (this) {
            Line line = lines.get(owner);
            next = line.waiting.poll();
            if (next == null && --line.running == 0) {
                lines.remove(owner);
            }
        }
        if (next != null) {
            next.patience.cancel();
            next.call.run();
        }
    }
}
