package com.callmissed.realtime;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** What an operator watches of reads of the log, on sockets and over HTTP alike. No label names a tenant. */
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

    /** @param events from the log, that one client was sent until it was live, or in one answer */
    public void replayed(int events) {
        replayed.record(events);
    }

    /** A client came with a cursor that cannot be served. */
    public void resync() {
        resyncs.increment();
    }
}
