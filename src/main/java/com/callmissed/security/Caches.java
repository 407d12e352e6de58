package com.callmissed.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

/**
 * Creates the caches of credentials. They have a maximum size, because anyone may send any number of keys, and their
 * entries expire within seconds or minutes.
 */
public final class Caches {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Caches() {}

    /**
     * Creates a cache whose entries each have their own expiry. Safe for use by several threads. No call waits for a
     * computation of another key.
     *
     * @param maxEntries the maximum size; with more entries, the least used ones are removed
     * @param end returns the time from which a value counts as absent
     */
    public static <K, V> Cache<K, V> expiring(int maxEntries, InstantSource clock, Function<V, Instant> end) {
        return Caffeine.newBuilder()
                .maximumSize(maxEntries)
                .expireAfter(Expiry.<K, V>writing((key, value) -> between(clock.instant(), end.apply(value))))
                .ticker(() -> nanos(clock.instant()))
                // Maintenance takes a few map operations. On the calling thread the maximum size is enforced at once.
                .executor(Runnable::run)
                .build();
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    private static Duration between(Instant now, Instant end) {
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }
}
