package com.callmissed.packaged.chaos;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayTest {
    private static final String LABELS = "{namespace=\"bots\",pod=\"a\"}";
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aCounterGoesOnAtItsRateAndKeepsTheStepBetweenTwoWindows() {
        assertThat(replay("sent_total", values(10, 11, 12), values(20, 20, 20), values(20, 22, 24)))
                .containsExactly("10.000000", "70.000000", "78.000000", "78.000000", "78.000000", "198.000000");
    }

    @Test
    void aNewCounterBeginsWithItsFirstValue() {
        assertThat(replay("failed_total", values(null, null, null), values(null, 3, 4), values(4, 4, 4)))
                .containsExactly("_", "_", "3.000000", "123.000000", "123.000000", "123.000000");
    }

    @Test
    void aGaugeRepeatsItsValues() {
        assertThat(replay("ready", values(1, Double.NaN, 1), values(0, 0, 0), values(1, 1, 1)))
                .containsExactly("1.000000", "NaN", "0.000000", "0.000000", "1.000000", "1.000000");
    }

    @Test
    void anAgeThatGrowsGoesOnToGrow() {
        assertThat(replay("journal_oldest_pending_seconds", values(0, 0.4, 0), values(2, 3, 4), values(0, 0, 0)))
                .containsExactly("0.000000", "0.400000", "2.000000", "62.000000", "0.000000", "0.000000");
    }

    @Test
    void aProcessThatDoesNotRespondLeavesNothingButUp() {
        Window silent = new Window(Map.of("a", List.of(failed(0), failed(1), failed(2))));
        Window before = window("ready", values(1, 1, 1));
        Map<String, List<String>> series = new Replay(List.of(phase(before), phase(silent), phase(before))).series();
        assertThat(series)
                .containsEntry("ready" + LABELS, List.of("1.000000", "1.000000", "stale", "_", "1.000000", "1.000000"))
                .containsEntry(
                        "up" + LABELS, List.of("1.000000", "1.000000", "0.000000", "0.000000", "1.000000", "1.000000"));
    }

    @Test
    void readsTheMetricsThatAreWanted() {
        Scrape scrape = Scrape.of("""
                # TYPE ready gauge
                ready 1.0
                requests_total{method="GET",uri="/bots/{id}"} 2.0
                requests_total{method="POST",uri="/bots"} 1.5E1
                other_total 4.0
                """, Set.of("ready", "requests_total"));
        assertThat(scrape.samples()).hasSize(3).containsEntry("ready", 1.0);
        assertThat(scrape.sum("requests_total")).isEqualTo(17);
        assertThat(scrape.sum("requests_total", "uri=\"/bots/.*")).isEqualTo(2);
        assertThat(scrape.sum("ready")).isEqualTo(1);
        assertThat(scrape.sum("requests")).isZero();
    }

    private static List<String> replay(String name, List<Number> before, List<Number> during, List<Number> after) {
        return new Replay(List.of(phase(window(name, before)), phase(window(name, during)), phase(window(name, after))))
                .series()
                .get(name + LABELS);
    }

    private static Replay.Phase phase(Window window) {
        return new Replay.Phase(window, 2);
    }

    private static List<Number> values(Number... values) {
        return Arrays.asList(values);
    }

    private static Window window(String name, List<Number> values) {
        return new Window(Map.of(
                "a",
                IntStream.range(0, values.size())
                        .mapToObj(i -> new Scrape(i * SECOND, true, samples(name, values.get(i))))
                        .toList()));
    }

    private static Map<String, Double> samples(String name, Number value) {
        Map<String, Double> samples = new LinkedHashMap<>();
        if (value != null) {
            samples.put(name, value.doubleValue());
        }
        return samples;
    }

    private static Scrape failed(int second) {
        return new Scrape(second * SECOND, false, Map.of());
    }
}
