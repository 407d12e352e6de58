package com.callmissed.whatsapp.graph;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

import com.callmissed.outbound.SendResult;

/** Metrics of requests to Meta, from the start. No label names a number or a customer. */
@Startup
@ApplicationScoped
class GraphMetrics {
    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";
    private static final String TRY_LATER = "try_later";
    private static final String UNKNOWN = "unknown";

    private final Map<String, Timer> times;

    GraphMetrics(MeterRegistry registry) {
        times = Stream.of(ACCEPTED, REFUSED, TRY_LATER, UNKNOWN)
                .collect(Collectors.toMap(Function.identity(), outcome -> Timer.builder("callmissed.graph.time")
                        .description("From the wait for a connection to the result of a request to Meta")
                        .tag("outcome", outcome)
                        .register(registry)));
    }

    /** @param nanos since the request began */
    void ended(SendResult result, long nanos) {
        times.get(outcome(result)).record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String outcome(SendResult result) {
        if (result instanceof SendResult.Refused) {
            return REFUSED;
        }
        if (result instanceof SendResult.TryLater) {
            return TRY_LATER;
        }
        return result instanceof SendResult.Unknown ? UNKNOWN : ACCEPTED;
    }
}
