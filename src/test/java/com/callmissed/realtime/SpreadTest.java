package com.callmissed.realtime;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpreadTest {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Test
    void tellsAFewAtOnce() {
        assertThat(Spread.of(0, DRAIN).due(Duration.ZERO)).isZero();
        assertThat(Spread.of(1, DRAIN).due(Duration.ZERO)).isEqualTo(1);
        assertThat(Spread.of(50, DRAIN).due(Duration.ZERO)).isEqualTo(50);
        assertThat(Spread.of(51, DRAIN).due(Duration.ZERO)).isEqualTo(50);
    }

    @Test
    void tellsManyInEvenStepsAndLeavesAFifthOfTheDrain() {
        Spread spread = Spread.of(5_050, DRAIN);
        assertThat(spread.due(Duration.ZERO)).isEqualTo(50);
        for (int tick = 1; tick <= 400; tick++) {
            int before = spread.due(Duration.ofMillis(20 * (tick - 1)));
            assertThat(spread.due(Duration.ofMillis(20 * tick)) - before).isBetween(12, 13);
        }
        assertThat(spread.due(Duration.ofMillis(7_990))).isLessThan(5_050);
        assertThat(spread.due(Duration.ofSeconds(8))).isEqualTo(5_050);
        assertThat(spread.due(Duration.ofDays(1))).isEqualTo(5_050);
    }

    @Test
    void keepsNobodyWaitingWhenThereIsNoNeed() {
        Spread spread = Spread.of(250, DRAIN);
        assertThat(spread.due(Duration.ofSeconds(1))).isEqualTo(150);
        assertThat(spread.due(Duration.ofSeconds(2))).isEqualTo(250);
    }

    @Test
    void tellsAllAtOnceWhereThereIsNoTime() {
        assertThat(Spread.of(1_000_000, Duration.ZERO).due(Duration.ZERO)).isEqualTo(1_000_000);
    }
}
