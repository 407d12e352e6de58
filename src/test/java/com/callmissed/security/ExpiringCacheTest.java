package com.callmissed.security;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExpiringCacheTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final ExpiringCache<String, String> cache = new ExpiringCache<>(2, now::get);

    @Test
    void forgetsAnEntryAtItsEnd() {
        cache.put("a", "1", START.plusSeconds(2));
        now.set(START.plusMillis(1999));
        assertThat(cache.get("a")).isEqualTo("1");
        now.set(START.plusSeconds(2));
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void dropsWhatWasUnusedForLongestWhenFull() {
        cache.put("a", "1", START.plusSeconds(9));
        cache.put("b", "2", START.plusSeconds(9));
        cache.get("a");
        cache.put("c", "3", START.plusSeconds(9));
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("c")).isEqualTo("3");
    }

    @Test
    void makesAValueOnlyWhereNoneIsLeft() {
        assertThat(cache.getOrMake("a", key -> "first", START.plusSeconds(1))).isEqualTo("first");
        assertThat(cache.getOrMake("a", key -> "second", START.plusSeconds(9))).isEqualTo("first");
        now.set(START.plusSeconds(1));
        assertThat(cache.getOrMake("a", key -> "second", START.plusSeconds(9))).isEqualTo("second");
        assertThat(cache.putIfAbsent("a", "third", START.plusSeconds(9))).isFalse();
        cache.remove("a");
        assertThat(cache.get("a")).isNull();
        assertThat(cache.putIfAbsent("a", "third", START.plusSeconds(9))).isTrue();
        assertThat(cache.get("a")).isEqualTo("third");
    }
}
