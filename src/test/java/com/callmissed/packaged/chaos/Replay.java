package com.callmissed.packaged.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Stretches windows in time, into series of promtool with one sample a minute.
 *
 * <ul>
 *   <li>A counter goes on at the rate that it had in the window. What it has risen between two windows is added once,
 *       in the minute between them. A counter that did not exist before begins with its first value, as for Prometheus.
 *   <li>A gauge repeats the values that it had in the window.
 *   <li>The age of what waits goes on to grow if it grew in the window.
 *   <li>A process that does not respond has the series {@code up} with 0, and its other series are stale.
 * </ul>
 */
final class Replay {
    private static final double SECONDS_OF_SAMPLE = 60;
    /** An age grows by one second each second. The scrape and the look at the database have times of their own. */
    private static final double AGES = 0.5;

    private static final String MISSING = "_";
    private static final String STALE = "stale";

    private final Map<String, List<String>> series = new TreeMap<>();

    /** @param minutes how long it lasts in the replay */
    record Phase(Window window, int minutes) {}

    Replay(List<Phase> phases) {
        for (String pod : phases.get(0).window().pods().keySet()) {
            stretch(pod, phases);
        }
    }

    /** The values of each series, one for each minute, in promtool's notation. */
    Map<String, List<String>> series() {
        return series;
    }

    private void stretch(String pod, List<Phase> phases) {
        phases.stream()
                .flatMap(phase -> phase.window().pods().get(pod).stream())
                .flatMap(scrape -> scrape.samples().keySet().stream())
                .distinct()
                .forEach(name -> series.put(labelled(name, pod), values(name, pod, phases)));
        series.put(
                labelled("up", pod),
                phases.stream()
                        .flatMap(phase -> cycle(
                                phase.window().pods().get(pod).stream()
                                        .map(scrape -> scrape.isUp() ? 1.0 : 0.0)
                                        .toList(),
                                phase.minutes()))
                        .toList());
    }

    private static String labelled(String name, String pod) {
        String labels = "namespace=\"bots\",pod=\"" + pod + "\"";
        int brace = name.indexOf('{');
        return brace < 0
                ? name + "{" + labels + "}"
                : name.substring(0, brace + 1) + labels + "," + name.substring(brace + 1);
    }

    private static List<String> values(String name, String pod, List<Phase> phases) {
        List<String> values = new ArrayList<>();
        Counter counter = new Counter();
        boolean isKnown = false;
        for (Phase phase : phases) {
            List<Scrape> scrapes = phase.window().pods().get(pod);
            List<Scrape> having = scrapes.stream()
                    .filter(scrape -> scrape.samples().containsKey(name))
                    .toList();
            if (having.isEmpty()) {
                values.add(isKnown ? STALE : MISSING);
                values.addAll(repeated(MISSING, phase.minutes() - 1));
                isKnown = false;
                continue;
            }
            isKnown = true;
            if (isCounter(name)) {
                counter.stretch(name, scrapes, having, phase.minutes()).forEach(values::add);
            } else {
                gauge(name, having, phase.minutes()).forEach(values::add);
            }
        }
        return values;
    }

    private static boolean isCounter(String name) {
        return name.split("\\{")[0].matches(".*_(total|count|sum|bucket)");
    }

    private static Stream<String> gauge(String name, List<Scrape> having, int minutes) {
        List<Double> observed =
                having.stream().map(scrape -> scrape.samples().get(name)).toList();
        double first = observed.get(0);
        double rate = (observed.get(observed.size() - 1) - first)
                / having.get(having.size() - 1).secondsSince(having.get(0));
        boolean grows = name.contains("_oldest_pending_seconds")
                && rate > AGES
                && IntStream.range(1, observed.size()).allMatch(i -> observed.get(i) > observed.get(i - 1));
        return grows ? line(first, rate, minutes) : cycle(observed, minutes);
    }

    private static Stream<String> line(double first, double perSecond, int minutes) {
        return IntStream.range(0, minutes).mapToObj(i -> number(first + i * SECONDS_OF_SAMPLE * perSecond));
    }

    private static Stream<String> cycle(List<Double> observed, int minutes) {
        return IntStream.range(0, minutes).mapToObj(i -> number(observed.get(i % observed.size())));
    }

    private static List<String> repeated(String value, int times) {
        return Stream.generate(() -> value).limit(times).collect(Collectors.toList());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "NaN" : String.format(Locale.ROOT, "%.6f", value);
    }

    /** The last observed value of a counter, and its last value in the replay. */
    private static final class Counter {
        private boolean isKnown;
        private double observed;
        private double replayed;

        Stream<String> stretch(String name, List<Scrape> scrapes, List<Scrape> having, int minutes) {
            double first = having.get(0).samples().get(name);
            double last = having.get(having.size() - 1).samples().get(name);
            Scrape begin = scrapes.get(0);
            double risen = last - begin.samples().getOrDefault(name, begin.isUp() ? 0.0 : first);
            double rate = risen / having.get(having.size() - 1).secondsSince(begin);
            double start = isKnown ? replayed + Math.max(0, first - observed) : first;
            isKnown = true;
            observed = last;
            replayed = start + (minutes - 1) * SECONDS_OF_SAMPLE * rate;
            return line(start, rate, minutes);
        }
    }
}
