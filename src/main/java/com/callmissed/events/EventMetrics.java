package com.callmissed.events;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/** Metrics of the event log. No label names a tenant. */
@Singleton
class EventMetrics {
    private final Counter written;
    private final AtomicLong behind = new AtomicLong();
    private volatile long lookedAt = System.nanoTime();

    EventMetrics(MeterRegistry registry) {
        written = Counter.builder("callmissed.events.written")
                .description("Events that this process has appended to the log")
                .register(registry);
        Gauge.builder("callmissed.events.tail.behind", behind, AtomicLong::get)
                .description("Events that the last look at the log found unread, of the tenant with the most")
                .register(registry);
        TimeGauge.builder("callmissed.events.tail.age", this, TimeUnit.SECONDS, EventMetrics::sinceLook)
                .description("Since the log was last looked at with success")
                .register(registry);
    }

    void written(int events) {
        written.increment(events);
    }

    /** @param events the number of unread events that the last check found */
    void looked(long events) {
        behind.set(events);
        lookedAt = System.nanoTime();
    }

    private double sinceLook() {
        return (System.nanoTime() - lookedAt) / 1e9;
    }
}
