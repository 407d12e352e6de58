package com.callmissed.realtime;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** A peer whose network the test moves by hand: a write is under way until {@link #complete}. */
final class FakeTransport implements Transport {
    final List<String> sent = new CopyOnWriteArrayList<>();
    final AtomicInteger pings = new AtomicInteger();
    volatile CloseReason closed;
    volatile long backlog;
    private final Queue<UniEmitter<? super Void>> underWay = new ArrayDeque<>();

    @Override
    public Uni<Void> send(String text) {
        return Uni.createFrom().emitter(emitter -> {
            sent.add(text);
            underWay.add(emitter);
        });
    }

    int underWay() {
        return underWay.size();
    }

    void complete() {
        underWay.remove().complete(null);
    }

    void fail() {
        underWay.remove().fail(new IllegalStateException("gone"));
    }

    @Override
    public Uni<Void> ping() {
        return Uni.createFrom().voidItem().invoke(pings::incrementAndGet);
    }

    @Override
    public long backlog() {
        return backlog;
    }

    @Override
    public Uni<Void> close(CloseReason reason) {
        return Uni.createFrom().voidItem().invoke(() -> closed = reason);
    }
}
