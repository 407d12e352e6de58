package com.callmissed.background;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Lets a limited number of things be under way at once; whatever comes beyond that waits for its turn. Safe for use by several threads. */
public final class AsyncSemaphore {
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private int free;

    public AsyncSemaphore(int limit) {
        this.free = limit;
    }

    /**
     * Runs {@code work} when its turn has come, on whatever thread that is. Who is cancelled before that loses the turn; work that
     * has begun keeps its place until it ends by itself, so a time limit belongs into it.
     */
    public <T> Uni<T> withPermit(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(outcome -> {
            AtomicBoolean gone = new AtomicBoolean();
            outcome.onTermination(() -> gone.set(true));
            enter(new Turn(gone, () -> run(work, outcome)));
        });
    }

    private record Turn(AtomicBoolean gone, Runnable work) {}

    private <T> void run(Supplier<Uni<T>> work, UniEmitter<? super T> outcome) {
        Uni.createFrom()
                .deferred(work::get)
                .onTermination()
                .invoke(this::leave)
                .subscribe()
                .with(outcome::complete, outcome::fail);
    }

    private void enter(Turn turn) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(turn);
                return;
            }
            free--;
        }
        turn.work.run();
    }

    private void leave() {
        Turn next;
        synchronized (this) {
            do {
                next = waiting.poll();
            } while (next != null && next.gone.get());
            if (next == null) {
                free++;
                return;
            }
        }
        next.work.run();
    }
}
