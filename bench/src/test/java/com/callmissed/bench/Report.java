package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The measured figures, as text for people and as JSON for programs. */
final class Report {
    private final Map<String, Object> machine;
    private final Map<String, List<List<Measure>>> runs = new LinkedHashMap<>();

    /**
     * Starts an empty report.
     *
     * @param machine the properties of the machine on which the figures depend
     */
    Report(Map<String, Object> machine) {
        this.machine = new LinkedHashMap<>(machine);
    }

    void add(String scenario, List<List<Measure>> measured) {
        runs.put(scenario, measured);
    }

    /**
     * Returns one line for each figure: the median of the runs, the smallest and the largest, and the target. Then one
     * line for each path.
     */
    String table() {
        StringBuilder table = new StringBuilder();
        machine.forEach(
                (name, value) -> table.append(name).append(": ").append(value).append('\n'));
        runs.forEach((scenario, measured) -> {
            table.append("%n%-42s %10s %10s %10s%n".formatted(scenario, "median", "least", "most"));
            for (Measure median : Measure.medians(measured)) {
                double[] values = values(measured, median.name());
                table.append("  %-40s %10s %10s %10s %s%n"
                        .formatted(
                                median.name() + (median.unit().isEmpty() ? "" : ", " + median.unit()),
                                number(median.value()),
                                number(java.util.Arrays.stream(values).min().orElseThrow()),
                                number(java.util.Arrays.stream(values).max().orElseThrow()),
                                verdict(median)));
            }
        });
        Map<String, List<Measure>> medians = new LinkedHashMap<>();
        runs.forEach((scenario, measured) -> medians.put(scenario, Measure.medians(measured)));
        return table.append(Overview.of(medians)).toString();
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> json() {
        Map<String, Object> scenarios = new LinkedHashMap<>();
        runs.forEach((scenario, measured) -> {
            List<Map<String, Object>> figures = new ArrayList<>();
            for (Measure median : Measure.medians(measured)) {
                Map<String, Object> figure = new LinkedHashMap<>();
                figure.put("name", median.name());
                figure.put("unit", median.unit());
                figure.put("median", median.value());
                figure.put("runs", values(measured, median.name()));
                if (median.target() != null) {
                    figure.put(
                            median.target().atMost() ? "at_most" : "at_least",
                            median.target().bound());
                    figure.put("met", median.meetsItsTarget());
                }
                figures.add(figure);
            }
            scenarios.put(scenario, figures);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine);
        json.put("scenarios", scenarios);
        return json;
    }

    private static double[] values(List<List<Measure>> measured, String name) {
        return measured.stream()
                .flatMap(List::stream)
                .filter(measure -> measure.name().equals(name))
                .mapToDouble(Measure::value)
                .toArray();
    }

    static String verdict(Measure measure) {
        if (measure.target() == null) {
            return "";
        }
        String bound = (measure.target().atMost() ? "<= " : ">= ")
                + number(measure.target().bound());
        return bound + (measure.meetsItsTarget() ? "  met" : "  MISSED");
    }

    static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
    }
}
