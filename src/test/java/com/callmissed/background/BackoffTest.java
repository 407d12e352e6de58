package com.callmissed.background;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackoffTest {
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    @ParameterizedTest
    @CsvSource({
        "0, PT1S",
        "1, PT2S",
        "2, PT4S",
        "8, PT4M16S",
        "9, PT5M",
        "61, PT5M",
        "62, PT5M",
        "63, PT5M",
        "64, PT5M",
        "65, PT5M",
        "2147483647, PT5M"
    })
    void doublesUpToTheCap(int failures, Duration pause) {
        assertThat(backoff.pause(failures)).isEqualTo(pause);
    }

    @Test
    void holdsAtTheEndOfALong() {
        Backoff endless = new Backoff(Duration.ofMillis(1), LONGEST);
        assertThat(endless.pause(0)).isEqualTo(Duration.ofMillis(1));
        assertThat(endless.pause(1)).isEqualTo(Duration.ofMillis(2));
        assertThat(endless.pause(62)).isEqualTo(Duration.ofMillis(1L << 62));
        assertThat(endless.pause(63)).isEqualTo(LONGEST);
        assertThat(endless.pause(64)).isEqualTo(LONGEST);
        assertThat(endless.pause(Integer.MAX_VALUE)).isEqualTo(LONGEST);
        assertThat(new Backoff(Duration.ofMillis(3), LONGEST).pause(62)).isEqualTo(LONGEST);
    }

    @Test
    void neverPausesForLongerThanTheCap() {
        Backoff shortened = new Backoff(Duration.ofMinutes(1), Duration.ofSeconds(10));
        assertThat(shortened.pause(0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(shortened.pause(3)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void staysAtZero() {
        Backoff none = new Backoff(Duration.ZERO, Duration.ofMinutes(5));
        for (int failures : new int[] {0, 1, 62, 63, 64, Integer.MAX_VALUE}) {
            assertThat(none.pause(failures)).isZero();
            assertThat(none.jittered(failures)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0.5S, PT1S",
        "1, PT1S, PT2S",
        "62, PT2M30S, PT5M",
        "64, PT2M30S, PT5M",
        "2147483647, PT2M30S, PT5M"
    })
    void jittersBetweenHalfAndAll(int failures, Duration least, Duration most) {
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.jittered(failures)).isBetween(least, most);
        }
    }

    @Test
    void refusesWhatIsNoCountOrNoPause() {
        assertThatThrownBy(() -> backoff.pause(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
