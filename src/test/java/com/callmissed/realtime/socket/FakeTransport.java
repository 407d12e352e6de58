package com.callmissed.realtime.socket;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A peer with a network that the test controls: a write is in progress until {@link #complete}. */
final class FakeTransport implements Transport {
    final List<String> sent = new CopyOnWriteArrayList<>();
    final AtomicInteger pings = new AtomicInteger();
    volatile CloseReason closed;
    volatile long backlog;
    private final Queue<Promise<Void>> underWay = new ArrayDeque<>();

    @Override
    public Future<Void> send(List<SocketFrame> frames) {
        frames.forEach(frame -> sent.add(frame.text()));
        Promise<Void> written = Promise.promise();
        underWay.add(written);
        return written.future();
    }

    int underWay() {
        return underWay.size();
    }

    void complete() {
        underWay.remove().complete();
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
