package com.callmissed.http.filter;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.platform.ConnectionGuard.Refusal;

/**
 * Counts what is refused before a body is read or a request is complete. No label comes from a client. All counters
 * exist from the start, because Prometheus does not see the first increase of a counter that begins with it.
 */
@Singleton
class Refusals {
    private static final String NAME = "callmissed.http.refusals";

    private final Map<Enum<?>, Counter> counters;

    Refusals(MeterRegistry registry) {
        counters = Stream.<Enum<?>>concat(Stream.of(Refusal.values()), Stream.of(ErrorCode.values()))
                .collect(Collectors.toMap(Function.identity(), reason -> counter(registry, reason)));
    }

    private static Counter counter(MeterRegistry registry, Enum<?> reason) {
        return Counter.builder(NAME)
                .description("Connections and requests refused before they were complete")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** @param reason a {@link Refusal} or an {@link ErrorCode} */
    void count(Enum<?> reason) {
        counters.get(reason).increment();
    }
}
