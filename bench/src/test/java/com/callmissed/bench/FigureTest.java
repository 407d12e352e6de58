package com.callmissed.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests how the figures of several runs become one. */
@Tag("soak")
class FigureTest {
    @Test
    void theMedianIsInTheMiddle() {
        assertThat(ratios(0.9, 0.7, 0.8).median()).isEqualTo(0.8);
        assertThat(ratios(0.9).median()).isEqualTo(0.9);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(ratios(8, 1, 2, 4).median()).isEqualTo(3);
    }

    @Test
    void oneMissIsAMissWhateverTheMedianIs() {
        assertThat(ratios(0.9, 0.8, 0.7).verdict()).isEqualTo(">= 0.75  MISSED in 1 of 3");
        assertThat(ratios(0.9, 0.8, 0.75).verdict()).isEqualTo(">= 0.75  met");
        Figure slow = new Figure(List.of(
                Measure.of("p99", 40, "ms").atMost(50),
                Measure.of("p99", 51, "ms").atMost(50)));
        assertThat(slow.verdict()).isEqualTo("<= 50.0  MISSED in 1 of 2");
    }

    @Test
    void theReportPrintsTheMiss() {
        Report report = new Report(Map.of());
        report.add(
                "list",
                List.of(
                        List.of(Measure.of("ratio", 0.9, "").atLeast(0.75)),
                        List.of(Measure.of("ratio", 0.7, "").atLeast(0.75))));
        assertThat(report.table()).containsPattern("ratio +0\\.80 +0\\.70 +0\\.90 >= 0\\.75  MISSED in 1 of 2");
    }

    @Test
    void noTargetNoVerdict() {
        assertThat(new Figure(List.of(Measure.of("p99", 40, "ms"))).verdict()).isEmpty();
    }

    private static Figure ratios(double... values) {
        return new Figure(DoubleStream.of(values)
                .mapToObj(value -> Measure.of("ratio", value, "").atLeast(0.75))
                .toList());
    }
}
