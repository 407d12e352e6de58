package com.callmissed.realtime;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of reads of the log, over sockets and over HTTP. No label names a tenant. */
@Singleton
public class FeedMetrics {
    private final Counter resyncs;
    private final DistributionSummary replayed;

    public FeedMetrics(MeterRegistry registry) {
        resyncs = Counter.builder("callmissed.events.resyncs")
                .description("Cursors that could not be served")
                .register(registry);
        replayed = DistributionSummary.builder("callmissed.events.replayed")
                .description("Events that one client was sent from the log, until it was live or in one answer")
                .publishPercentileHistogram()
                .maximumExpectedValue(100_000.0)
                .register(registry);
    }

    /** @param events number of events that one client got from the log, until it was live or in one response */
    public void replayed(int events) {
        replayed.record(events);
    }

    /** Counts a cursor that cannot be served. */
    public void resync() {
        resyncs.increment();
    }
}
