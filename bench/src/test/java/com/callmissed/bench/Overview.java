package com.callmissed.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Markdown table of the figures that all paths have, with one line for each path. */
final class Overview {
    static final String RATIO = "ratio to the limit";
    static final String REQUESTS = "requests per second";
    static final String P50 = "response p50";
    static final String P99 = "response p99";
    static final String SERVICE = "CPU of the service per 1000";
    static final String DATABASE = "CPU of the database per 1000";
    static final String MEMORY = "RSS of the service";
    static final String LIMIT = "limit per second";

    private static final List<String> COLUMNS = List.of(REQUESTS, P50, P99, SERVICE, DATABASE, MEMORY, LIMIT, RATIO);
    private static final String HEAD = """
            | path | requests/s | p50 ms | p99 ms | service CPU s/1000 | database CPU s/1000 | RSS MB \
            | limit/s | ratio | target |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|---|
            """;

    private Overview() {}

    /** Returns an empty text if there is no path among the scenarios. */
    static String of(Map<String, List<Figure>> figures) {
        String lines = figures.entrySet().stream()
                .flatMap(scenario -> line(scenario.getKey(), scenario.getValue()))
                .collect(Collectors.joining());
        return lines.isEmpty() ? "" : "\n" + HEAD + lines;
    }

    private static Stream<String> line(String scenario, List<Figure> figures) {
        Map<String, Figure> byName =
                figures.stream().collect(Collectors.toMap(Figure::name, figure -> figure, (one, other) -> one));
        if (!byName.keySet().containsAll(COLUMNS)) {
            return Stream.empty();
        }
        String cells = COLUMNS.stream()
                .map(column -> Report.number(byName.get(column).median()))
                .collect(Collectors.joining(" | "));
        return Stream.of("| %s | %s | %s |%n"
                .formatted(scenario, cells, byName.get(RATIO).verdict()));
    }
}
