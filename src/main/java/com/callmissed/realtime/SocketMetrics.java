package com.callmissed.realtime;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What an operator watches. No label names a tenant or anything a client sent. */
@Singleton
class SocketMetrics {
    private final MeterRegistry registry;
    private final Counter sent;
    private final Counter evicted;

    SocketMetrics(MeterRegistry registry, Subscriptions subscriptions) {
        this.registry = registry;
        sent = Counter.builder("callmissed.socket.frames.sent")
                .description("Frames written to clients")
                .register(registry);
        evicted = Counter.builder("callmissed.socket.evictions")
                .description("Sockets closed because their peer read too slowly")
                .register(registry);
        Gauge.builder("callmissed.socket.open", subscriptions, Subscriptions::count)
                .description("Sockets that are open")
                .register(registry);
    }

    void sent() {
        sent.increment();
    }

    void evicted() {
        evicted.increment();
    }

    /** {@code reason} is an error code of the contract. */
    void refused(String reason) {
        Counter.builder("callmissed.socket.refusals")
                .description("Sockets that were not opened")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }
}
