package com.callmissed.realtime.socket;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainScheduleTest {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Test
    void tellsAFewAtOnce() {
        assertThat(DrainSchedule.of(0, DRAIN).due(Duration.ZERO)).isZero();
        assertThat(DrainSchedule.of(1, DRAIN).due(Duration.ZERO)).isEqualTo(1);
        assertThat(DrainSchedule.of(50, DRAIN).due(Duration.ZERO)).isEqualTo(50);
        assertThat(DrainSchedule.of(51, DRAIN).due(Duration.ZERO)).isEqualTo(50);
    }

    @Test
    void tellsManyInEvenStepsAndLeavesAFifthOfTheDrain() {
        DrainSchedule schedule = DrainSchedule.of(5_050, DRAIN);
        assertThat(schedule.due(Duration.ZERO)).isEqualTo(50);
        for (int tick = 1; tick <= 400; tick++) {
            int before = schedule.due(Duration.ofMillis(20 * (tick - 1)));
            assertThat(schedule.due(Duration.ofMillis(20 * tick)) - before).isBetween(12, 13);
        }
        assertThat(schedule.due(Duration.ofMillis(7_990))).isLessThan(5_050);
        assertThat(schedule.due(Duration.ofSeconds(8))).isEqualTo(5_050);
        assertThat(schedule.due(Duration.ofDays(1))).isEqualTo(5_050);
    }

    @Test
    void keepsNobodyWaitingWhenThereIsNoNeed() {
        DrainSchedule schedule = DrainSchedule.of(250, DRAIN);
        assertThat(schedule.due(Duration.ofSeconds(1))).isEqualTo(150);
        assertThat(schedule.due(Duration.ofSeconds(2))).isEqualTo(250);
    }

    @Test
    void tellsAllAtOnceWhereThereIsNoTime() {
        assertThat(DrainSchedule.of(1_000_000, Duration.ZERO).due(Duration.ZERO))
                .isEqualTo(1_000_000);
    }
}
