package com.callmissed.realtime.socket;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long START = Long.MAX_VALUE - SECOND; // the clock may overflow

    private final FrameRate rate = new FrameRate(20, START);

    @Test
    void admitsThreeSecondsAtOnce() {
        assertThat(admitted(100, START)).isEqualTo(60);
    }

    @Test
    void admitsTheRateForEver() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.admits(START + i * SECOND / 20)).isTrue();
        }
    }

    @Test
    void admitsAsManyAsTimeHasPassed() {
        admitted(60, START);
        assertThat(admitted(100, START + SECOND)).isEqualTo(20);
        assertThat(admitted(100, START + SECOND + SECOND / 10)).isEqualTo(2);
    }

    @Test
    void savesNoMoreThanTheBurst() {
        assertThat(admitted(1_000, START + 3_600 * SECOND)).isEqualTo(60);
    }

    private long admitted(int frames, long now) {
        long count = 0;
        for (int i = 0; i < frames; i++) {
            count += rate.admits(now) ? 1 : 0;
        }
        return count;
    }
}
