package com.callmissed.packaged.chaos;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus stores of one scrape.
 *
 * @param at when it ended, from {@link System#nanoTime}
 * @param isUp whether the process responded
 * @param samples the values by series, such as {@code callmissed_ingest_total{outcome="stored"}}; empty if it did not
 */
record Scrape(long at, boolean isUp, Map<String, Double> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{.*\\})? (\\S+)");

    /** @param text in Prometheus' format */
    static Scrape of(String text, Set<String> metrics) {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : text.split("\n")) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches() && metrics.contains(sample.group(1))) {
                String labels = sample.group(2) == null ? "" : sample.group(2);
                samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
            }
        }
        return new Scrape(System.nanoTime(), true, samples);
    }

    static Scrape failed() {
        return new Scrape(System.nanoTime(), false, Map.of());
    }

    /** The sum of the series of a metric that match {@code labels}; 0 if there is none. */
    double sum(String metric, String labels) {
        Pattern wanted = Pattern.compile(metric + "(\\{.*" + labels + ".*\\})?");
        return samples.entrySet().stream()
                .filter(sample -> wanted.matcher(sample.getKey()).matches())
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    double sum(String metric) {
        return sum(metric, "");
    }

    /** Seconds from an earlier scrape to this one. */
    double secondsSince(Scrape earlier) {
        return (at - earlier.at) / 1e9;
    }
}
