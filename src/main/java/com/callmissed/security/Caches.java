package com.callmissed.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

/** Makes the caches of credentials: bounded, because anybody may send any number of keys, and forgetful within seconds or minutes. */
public final class Caches {
    private Caches() {}

    /**
     * A cache whose entries each have their own end. Safe for use by several threads; no call waits for a computation of
     * another key.
     *
     * @param maxEntries beyond it the entries that are used least leave
     * @param end from when on a value counts as absent
     */
    public static <K, V> Cache<K, V> expiring(int maxEntries, InstantSource clock, Function<V, Instant> end) {
        return Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .expireAfter(Expiry.<K, V>writing((key, value) -> between(clock.instant(), end.apply(value))))
                .ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
                // Upkeep is a few map operations, and on the calling thread the bound holds at once.
                .executor(Runnable::run)
                .build();
    }

    private static Duration between(Instant now, Instant end) {
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }
}
