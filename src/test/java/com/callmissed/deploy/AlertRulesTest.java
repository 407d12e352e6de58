package com.callmissed.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Promtool;

import static org.assertj.core.api.Assertions.assertThat;

/** The alerts, with Prometheus' own tests of rules where its program is installed. */
class AlertRulesTest {
    private static final Path RULES = Chart.FOLDER.resolve("rules/alerts.yaml");
    private static final List<String> TESTS = List.of("deploy/tests/alerts.yaml", "deploy/tests/slow.yaml");
    private static final Path RUNBOOKS = Path.of("docs/runbooks");
    private static final List<Path> PAGES_OF_METRICS = List.of(Path.of("docs/deploy.md"), Path.of("docs/socket.md"));
    private static final Pattern METRIC = Pattern.compile("\\b(callmissed|http_server|postgresql)_[a-z_]+");

    private static final List<JsonNode> ALERTS = Manifest.parse(Chart.read(RULES)).findValues("rules").stream()
            .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
            .filter(rule -> rule.has("alert"))
            .toList();

    @Test
    void theTestsOfTheRulesPass() throws IOException, InterruptedException {
        Promtool.assumeInstalled();
        Promtool.run(Stream.concat(Stream.of("test", "rules"), TESTS.stream()).toArray(String[]::new));
    }

    @Test
    void eachAlertHasATest() {
        List<JsonNode> tests = TESTS.stream()
                .map(file -> Manifest.parse(Chart.read(Path.of(file))))
                .toList();
        assertThat(names("alert", ALERTS)).isNotEmpty().isEqualTo(names("alertname", tests));
    }

    @Test
    void eachAlertHasARunbookAndEachRunbookAnAlert() throws IOException {
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            assertThat(files.filter(file -> !file.endsWith("README.md")).map(Path::toString))
                    .containsExactlyInAnyOrderElementsOf(names("runbook_url", ALERTS));
        }
        for (JsonNode alert : ALERTS) {
            String runbook =
                    Chart.read(Path.of(alert.at("/annotations/runbook_url").asText()));
            assertThat(runbook).startsWith("# " + alert.at("/alert").asText() + "\n");
        }
    }

    @Test
    void eachAlertHasASeverityAndASummary() {
        for (JsonNode alert : ALERTS) {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
        }
    }

    /** The pages of the metrics are complete; a rule on any other name would never fire. */
    @Test
    void theRulesUseDocumentedMetrics() {
        String pages = PAGES_OF_METRICS.stream().map(Chart::read).collect(Collectors.joining());
        Set<String> used = METRIC.matcher(Chart.read(RULES))
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceFirst("_seconds_(count|sum|bucket)$", "_seconds"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).hasSizeGreaterThan(5).allMatch(name -> pages.contains("`" + name));
    }

    private static Set<String> names(String field, List<JsonNode> trees) {
        return trees.stream()
                .flatMap(tree -> tree.findValuesAsText(field).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
