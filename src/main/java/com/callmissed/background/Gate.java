package com.callmissed.background;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Lets a limited number of things be under way at once; whatever comes beyond that waits for its turn. Safe for use by several threads. */
public final class Gate {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    public Gate(int limit) {
        this.free = limit;
    }

    /**
     * Runs {@code work} when its turn has come, on whatever thread that is. Who is cancelled before that loses the turn; work that
     * has begun keeps its place until it ends by itself, so a time limit belongs into it.
     */
    public <T> Uni<T> pass(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(outcome -> {
            AtomicBoolean gone = new AtomicBoolean();
            outcome.onTermination(() -> gone.set(true));
            enter(() -> run(gone, work, outcome));
        });
    }

    private <T> void run(AtomicBoolean gone, Supplier<Uni<T>> work, UniEmitter<? super T> outcome) {
        if (gone.get()) {
            leave();
            return;
        }
        Uni.createFrom()
                .deferred(work::get)
                .onTermination()
                .invoke(this::leave)
                .subscribe()
                .with(outcome::complete, outcome::fail);
    }

    private void enter(Runnable turn) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(turn);
                return;
            }
            free--;
        }
        turn.run();
    }

    private void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
