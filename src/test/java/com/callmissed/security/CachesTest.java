package com.callmissed.security;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Cache;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;

class CachesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Cache<String, Entry> cache = Caches.expiring(2, now::get, Entry::end);

    private record Entry(String text, Instant end) {}

    @Test
    void forgetsAnEntryAtItsEnd() {
        cache.put("a", until(2_000));
        now.set(START.plusMillis(1_999));
        assertThat(cache.getIfPresent("a")).isNotNull();
        now.set(START.plusMillis(2_000));
        assertThat(cache.getIfPresent("a")).isNull();
    }

    @Test
    void readingDoesNotProlong() {
        cache.put("a", until(2_000));
        for (int millis = 0; millis < 2_000; millis += 100) {
            now.set(START.plusMillis(millis));
            assertThat(cache.getIfPresent("a")).isNotNull();
        }
        now.set(START.plusMillis(2_000));
        assertThat(cache.getIfPresent("a")).isNull();
    }

    @Test
    void theLastEntryOfAKeySaysWhenItEnds() {
        cache.put("a", until(2_000));
        cache.put("a", until(500));
        now.set(START.plusMillis(500));
        assertThat(cache.getIfPresent("a")).isNull();
        cache.put("a", until(800));
        cache.put("a", until(900));
        now.set(START.plusMillis(899));
        assertThat(cache.getIfPresent("a")).isNotNull();
    }

    @Test
    void keepsNothingThatHasEndedAlready() {
        cache.put("a", until(0));
        cache.put("b", until(-1_000));
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("b")).isNull();
    }

    @Test
    void neverHoldsMoreThanItsBound() {
        Cache<UUID, Entry> large = Caches.expiring(100, now::get, Entry::end);
        Parallel.run(4, thread -> {
            IntStream.range(0, 5_000).forEach(i -> large.put(UUID.randomUUID(), until(60_000)));
            return null;
        });
        large.cleanUp();
        assertThat(large.asMap()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void makesAValueOnlyWhereNoneIsLeft() {
        assertThat(cache.get("a", key -> until(1_000)).end()).isEqualTo(START.plusSeconds(1));
        assertThat(cache.get("a", key -> until(9_000)).end()).isEqualTo(START.plusSeconds(1));
        now.set(START.plusSeconds(1));
        assertThat(cache.asMap().putIfAbsent("a", until(9_000))).isNull();
        assertThat(cache.asMap().putIfAbsent("a", until(8_000))).isNotNull();
        cache.invalidate("a");
        assertThat(cache.getIfPresent("a")).isNull();
    }

    @Test
    void makesAValueOnceForAllThreads() {
        AtomicInteger made = new AtomicInteger();
        Parallel.run(8, thread -> cache.get("a", key -> new Entry("" + made.incrementAndGet(), START.plusSeconds(1))));
        assertThat(made).hasValue(1);
    }

    private static Entry until(int millis) {
        return new Entry("", START.plusMillis(millis));
    }
}
