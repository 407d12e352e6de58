package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The measured figures, as text for people and as JSON for programs. */
final class Report {
    private final Map<String, Object> machine;
    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();

    /**
     * Starts an empty report.
     *
     * @param machine the properties of the machine on which the figures depend
     */
    Report(Map<String, Object> machine) {
        this.machine = new LinkedHashMap<>(machine);
    }

    void add(String scenario, List<List<Measure>> measured) {
        figures.put(scenario, Figure.of(measured));
    }

    /**
     * Returns one line for each figure: the median of the runs, the smallest and the largest, and the target. Then one
     * line for each path.
     */
    String table() {
        StringBuilder table = new StringBuilder();
        machine.forEach(
                (name, value) -> table.append(name).append(": ").append(value).append('\n'));
        figures.forEach((scenario, all) -> {
            table.append("%n%-50s %10s %10s %10s%n".formatted(scenario, "median", "least", "most"));
            for (Figure figure : all) {
                table.append("  %-48s %10s %10s %10s %s%n"
                        .formatted(
                                figure.name() + (figure.unit().isEmpty() ? "" : ", " + figure.unit()),
                                number(figure.median()),
                                number(figure.least()),
                                number(figure.most()),
                                figure.verdict()));
            }
        });
        return table.append(Overview.of(figures)).toString();
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
        figures.forEach((scenario, all) ->
                scenarios.put(scenario, all.stream().map(Report::json).toList()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine);
        json.put("scenarios", scenarios);
        return json;
    }

    private static Map<String, Object> json(Figure figure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", figure.name());
        json.put("unit", figure.unit());
        json.put("median", figure.median());
        json.put("runs", figure.values());
        if (figure.target() != null) {
            json.put(
                    figure.target().atMost() ? "at_most" : "at_least",
                    figure.target().bound());
            json.put("met", figure.misses() == 0);
            json.put("missed_runs", figure.misses());
        }
        return json;
    }

    static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
    }
}
