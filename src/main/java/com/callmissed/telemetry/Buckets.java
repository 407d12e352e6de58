package com.callmissed.telemetry;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * Makes timers histograms whose buckets end at the objectives of {@code docs/slo.md}, and at a few values around them.
 * A quantile that Prometheus computes from them is exact at an objective. Few buckets, because each operation and
 * status has a series for each of them.
 */
final class Buckets implements MeterFilter {
    /** Upper bounds in seconds, by name of the meter. */
    private static final Map<String, double[]> SECONDS = Map.of(
            "http.server.requests", bounds(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            "sql.pool.queue.delay", bounds(0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10),
            "callmissed.ingest.lag", bounds(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300),
            "callmissed.events.lag", bounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            "callmissed.outbox.lag", bounds(0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600),
            "callmissed.autoreply.lag", bounds(1, 2.5, 5, 10, 20, 30, 60, 120, 300),
            "callmissed.takeover.wait", bounds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
            "callmissed.ai.time", bounds(0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60),
            "callmissed.graph.time", bounds(0.1, 0.25, 0.5, 1, 2.5, 5, 10));

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        double[] bounds = SECONDS.get(id.getName());
        return bounds == null
                ? config
                : DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(bounds)
                        .build()
                        .merge(config);
    }

    /** Timers count in nanoseconds. */
    private static double[] bounds(double... seconds) {
        return Arrays.stream(seconds)
                .map(bound -> bound * TimeUnit.SECONDS.toNanos(1))
                .toArray();
    }

    /** Gives the filter to the platform. */
    @Singleton
    static class Producer {
        @Produces
        @Singleton
        MeterFilter buckets() {
            return new Buckets();
        }
    }
}
