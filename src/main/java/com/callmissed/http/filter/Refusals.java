package com.callmissed.http.filter;

import java.util.Locale;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what is refused before a body is read or a request is complete. No label comes from a client. */
@Singleton
class Refusals {
    private static final String NAME = "callmissed.http.refusals";

    private final MeterRegistry registry;

    Refusals(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Enum<?> reason) {
        Counter.builder(NAME)
                .description("Connections and requests refused before they were complete")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
