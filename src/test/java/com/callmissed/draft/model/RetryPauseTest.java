package com.callmissed.draft.model;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPauseTest {
    private static final Instant NOW = Instant.parse("2026-06-06T11:55:00Z");

    @Test
    void understandsSecondsAndDates() {
        assertThat(RetryPause.asked("7", NOW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(RetryPause.asked(" 0 ", NOW)).isZero();
        assertThat(RetryPause.asked("Sat, 06 Jun 2026 11:55:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryPause.asked("Sat, 06 Jun 2026 11:00:00 GMT", NOW)).isZero();
        for (String nothing : new String[] {null, "", "soon", "-1", "1.5", "99999999999"}) {
            assertThat(RetryPause.asked(nothing, NOW)).isZero();
        }
    }

    @Test
    void doublesAndAddsToWhatTheProviderAskedFor() {
        RetryPause pause = new RetryPause(Duration.ofMillis(1_000));
        assertThat(pause.nextDelayInMillis(ModelFailure.unreachable(new java.io.IOException())))
                .isBetween(500L, 1_000L);
        assertThat(pause.nextDelayInMillis(ModelFailure.status(429, Duration.ofSeconds(10), Duration.ofMinutes(1))))
                .isBetween(11_000L, 12_000L);
        assertThat(pause.nextDelayInMillis(new IllegalStateException())).isBetween(2_000L, 4_000L);
    }
}
