package com.callmissed.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Promtool;

import static org.assertj.core.api.Assertions.assertThat;

/** The dashboard, and the metrics that it, the rules and the pages for operators name. */
class DashboardTest {
    private static final Path DASHBOARD = Chart.FOLDER.resolve("dashboards/conversations.json");
    private static final Path RULES = Chart.FOLDER.resolve("rules/alerts.yaml");
    /** What the packaged service reports, with the type of each metric. */
    private static final Path RECORDING = Path.of("src/test/resources/parity/transcript.txt");

    private static final Pattern RECORDED = Pattern.compile(
            "^([A-Za-z_]+) (counter|gauge|gaugehistogram|histogram|info|summary|unknown)$", Pattern.MULTILINE);
    private static final Pattern METRIC =
            Pattern.compile("\\b(callmissed|http_server|sql_pool|postgresql|process)_[a-z_]+");
    private static final Pattern RULE = Pattern.compile("\\bconversations:[a-z_]+:[a-z0-9]+");
    private static final Pattern QUERY = Pattern.compile("```promql\n(.*?)```", Pattern.DOTALL);

    @Test
    void eachQueryIsOne() throws IOException, InterruptedException {
        Promtool.assumeInstalled();
        StringBuilder rules = new StringBuilder("groups:\n- name: panels\n  rules:\n");
        for (String query : queries()) {
            rules.append("  - record: panel\n    expr: |\n      ").append(query).append('\n');
        }
        Path file = Files.createTempFile("panels", ".yaml");
        file.toFile().deleteOnExit();
        Files.writeString(file, rules);
        Promtool.run("check", "rules", file.toString());
    }

    @Test
    void eachMetricOfAQueryARuleAndAPageIsReported() throws IOException {
        Set<String> reported = RECORDED.matcher(Chart.read(RECORDING))
                .results()
                .flatMap(metric -> series(metric.group(1), metric.group(2)))
                .collect(Collectors.toSet());
        assertThat(reported).hasSizeGreaterThan(50);
        List<String> texts = new ArrayList<>(queries());
        texts.add(Chart.read(RULES));
        texts.addAll(queriesOfPages());
        assertThat(names(METRIC, texts)).hasSizeGreaterThan(20).isSubsetOf(reported);
    }

    @Test
    void eachRecordedSeriesOfAQueryAndAPageIsRecorded() throws IOException {
        Set<String> recorded = new HashSet<>(Manifest.parse(Chart.read(RULES)).findValuesAsText("record"));
        List<String> texts = new ArrayList<>(queries());
        texts.addAll(queriesOfPages());
        assertThat(names(RULE, texts)).isNotEmpty().isSubsetOf(recorded);
    }

    @Test
    void eachPanelHasAPlaceOfItsOwnAndAQuery() throws IOException {
        Set<String> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : dashboard().at("/panels")) {
            assertThat(ids.add(panel.at("/id").asText())).isTrue();
            assertThat(places.add(panel.at("/gridPos/x") + "," + panel.at("/gridPos/y")))
                    .as(panel.at("/title").asText())
                    .isTrue();
            assertThat(panel.at("/type").asText().equals("row")
                            || panel.at("/targets/0/expr").isTextual())
                    .isTrue();
        }
    }

    @Test
    void theChartHasItForTheSidecarOfGrafanaWhenItIsSwitchedOn() throws IOException {
        assertThat(Chart.render(Chart.REQUIRED_VALUES))
                .noneMatch(object -> object.kind().equals("ConfigMap"));
        Manifest map = Chart.only("ConfigMap", Chart.renderWith("dashboard: {enabled: true}"));
        assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        assertThat(new ObjectMapper()
                        .readTree(map.at("/data").get("conversations.json").asText()))
                .isEqualTo(dashboard());
    }

    private static Stream<String> series(String name, String type) {
        return switch (type) {
            case "counter" -> Stream.of(name + "_total");
            case "histogram", "summary" -> Stream.of(name + "_count", name + "_sum", name + "_bucket", name);
            default -> Stream.of(name);
        };
    }

    private static Set<String> names(Pattern pattern, List<String> texts) {
        return texts.stream()
                .flatMap(text -> pattern.matcher(text).results().map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(Chart.read(DASHBOARD));
    }

    private static List<String> queries() throws IOException {
        List<String> queries = dashboard().findValuesAsText("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        return queries;
    }

    private static List<String> queriesOfPages() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .flatMap(page -> QUERY.matcher(Chart.read(page)).results().map(query -> query.group(1)))
                    .toList();
        }
    }
}
