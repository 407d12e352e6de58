package com.callmissed.security.apikey;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LastUseTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void isDueForTheFirstUseOfAMinute() {
        LastUse lastUse = new LastUse(null, now::get);
        UUID id = UUID.randomUUID();
        assertThat(lastUse.isDue(id)).isTrue();
        assertThat(lastUse.isDue(id)).isFalse();
        assertThat(lastUse.isDue(UUID.randomUUID())).isTrue();
        now.set(now.get().plusSeconds(59));
        assertThat(lastUse.isDue(id)).isFalse();
        now.set(now.get().plusSeconds(1));
        assertThat(lastUse.isDue(id)).isTrue();
    }
}
