package com.callmissed.realtime.socket;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.websockets.next.CloseReason;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.realtime.FeedMetrics;

/** Metrics of the sockets. No label names a tenant or contains anything that a client sent. */
@Singleton
class SocketMetrics {
    private final Counter sent;
    private final Counter evicted;
    private final Counter delivered;
    private final Counter catchUps;
    private final Map<CloseReason, Counter> closed;
    private final Map<String, Counter> refused;
    private final FeedMetrics feed;
    private final Timer lag;

    SocketMetrics(MeterRegistry registry, Subscriptions subscriptions, FeedMetrics feed) {
        this.feed = feed;
        sent = Counter.builder("callmissed.socket.frames.sent")
                .description("Frames written to clients")
                .register(registry);
        evicted = Counter.builder("callmissed.socket.evictions")
                .description("Sockets closed because their peer read too slowly")
                .register(registry);
        delivered = Counter.builder("callmissed.events.delivered")
                .description("Events written to sockets as they happened")
                .register(registry);
        catchUps = Counter.builder("callmissed.events.catchups")
                .description("Times that a socket had to read the log before it was live")
                .register(registry);
        lag = Timer.builder("callmissed.events.lag")
                .description("From an event's place in the log, which is given out at the commit, to the socket")
                .register(registry);
        closed = CloseReasons.ALL.stream()
                .collect(Collectors.toMap(Function.identity(), reason -> closed(registry, reason)));
        refused = Stream.of(ErrorCode.values())
                .collect(Collectors.toMap(ErrorCode::code, reason -> refused(registry, reason)));
        Gauge.builder("callmissed.socket.open", subscriptions, Subscriptions::count)
                .description("Sockets that are open")
                .register(registry);
    }

    private static Counter closed(MeterRegistry registry, CloseReason reason) {
        return Counter.builder("callmissed.socket.closed")
                .description("Sockets that the service closed")
                .tag("reason", reason.getMessage().replace(' ', '_'))
                .register(registry);
    }

    private static Counter refused(MeterRegistry registry, ErrorCode reason) {
        return Counter.builder("callmissed.socket.refusals")
                .description("Sockets that were not opened")
                .tag("reason", reason.code())
                .register(registry);
    }

    void sent(List<SocketFrame> frames) {
        sent.increment(frames.size());
        long now = System.nanoTime();
        for (SocketFrame frame : frames) {
            if (frame.event() != null) {
                delivered.increment();
                lag.record(now - frame.event().writtenAt(), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Counts a socket that has to read the log before it is live. */
    void catchUp() {
        catchUps.increment();
    }

    /** @param events number of events that one client got from the log, until it was live or in one response */
    void replayed(int events) {
        feed.replayed(events);
    }

    /** Counts a cursor that cannot be served. */
    void resync() {
        feed.resync();
    }

    void evicted() {
        evicted.increment();
    }

    /** @param reason an error code of the contract */
    void refused(String reason) {
        refused.get(reason).increment();
    }

    /** @param reason one of {@link CloseReasons} */
    void closed(CloseReason reason) {
        closed.get(reason).increment();
    }
}
