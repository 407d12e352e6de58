package com.callmissed.background;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Lets a limited number of things be under way at once; whatever comes beyond that waits for its turn. Safe for use by several threads. */
public final class Gate {
    private final Queue<UniEmitter<? super Void>> waiting = new ArrayDeque<>();
    private int free;

    public Gate(int limit) {
        this.free = limit;
    }

    /** Runs {@code work} when its turn has come, on whatever thread that is. The place is given back when it ends, in any way. */
    public <T> Uni<T> pass(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<Void>emitter(this::enter)
                .chain(() ->
                        Uni.createFrom().deferred(work::get).onTermination().invoke(this::leave));
    }

    private void enter(UniEmitter<? super Void> turn) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(turn);
                return;
            }
            free--;
        }
        turn.complete(null);
    }

    private void leave() {
        UniEmitter<? super Void> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.complete(null);
    }
}
