package com.callmissed.outbound;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.outbound.SendResult.TryLater;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxPauseTest {
    @ParameterizedTest
    @CsvSource({
        "0, , PT0.5S, PT1S",
        "3, , PT4S, PT8S",
        "19, , PT2M30S, PT5M",
        "3, PT0S, PT4S, PT8S",
        "0, PT30S, PT30S, PT31S",
        "19, PT30S, PT2M30S, PT5M",
        "0, PT10H, PT1H, PT1H1S",
        "0, PT87600H, PT1H, PT1H1S"
    })
    void isTheLongerOfWhatTheProviderAsksForAndTheBackOff(int failures, Duration asked, Duration least, Duration most) {
        for (int i = 0; i < 20; i++) {
            assertThat(Outbox.pause(TryLater.unavailable(asked, "later"), failures))
                    .isBetween(least, most);
        }
    }
}
