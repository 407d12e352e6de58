package com.callmissed.events;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What an operator watches of the log. No label names a tenant. */
@Singleton
class EventMetrics {
    private final Counter written;
    private final AtomicLong behind = new AtomicLong();

    EventMetrics(MeterRegistry registry) {
        written = Counter.builder("callmissed.events.written")
                .description("Events that this process has appended to the log")
                .register(registry);
        Gauge.builder("callmissed.events.tail.behind", behind, AtomicLong::get)
                .description("Events that the last look at the log found unread, of the tenant with the most")
                .register(registry);
    }

    void written(int events) {
        written.increment(events);
    }

    void behind(long events) {
        behind.set(events);
    }
}
