package com.callmissed.draft.model;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPauseTest {
    @Test
    void doublesUpToItsCapAndAddsToWhatTheProviderAskedFor() {
        RetryPause pause = new RetryPause(Duration.ofMillis(1_000), Duration.ofMillis(3_000));
        assertThat(pause.nextDelayInMillis(ModelFailure.unreachable(new java.io.IOException())))
                .isBetween(500L, 1_000L);
        assertThat(pause.nextDelayInMillis(ModelFailure.status(429, Duration.ofSeconds(10), Duration.ofMinutes(1))))
                .isBetween(11_000L, 12_000L);
        assertThat(pause.nextDelayInMillis(new IllegalStateException())).isBetween(1_500L, 3_000L);
    }
}
