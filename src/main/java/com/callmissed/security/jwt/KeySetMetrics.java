package com.callmissed.security.jwt;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of reads of the token issuer's key set, from the start. They stay 0 when a key is configured. */
@Singleton
class KeySetMetrics {
    private final Counter ok;
    private final Counter failed;

    KeySetMetrics(MeterRegistry registry) {
        ok = fetches(registry, "ok");
        failed = fetches(registry, "failed");
    }

    private static Counter fetches(MeterRegistry registry, String outcome) {
        return Counter.builder("callmissed.jwks.fetches")
                .description("Reads of the key set of the token issuer, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    void succeeded() {
        ok.increment();
    }

    void failed() {
        failed.increment();
    }
}
