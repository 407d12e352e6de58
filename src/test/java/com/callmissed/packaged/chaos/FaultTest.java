package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of faults in {@code docs/slo.md} is that of {@link ChaosIT}. */
class FaultTest {
    private static final Path PAGE = Path.of("docs/slo.md");
    private static final String HEAD = "| fault | alert | comes with it |\n|---|---|---|\n";

    @Test
    void thePageHasEachFaultWithItsAlerts() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(AlertCheck.RULES));
        List<String> rows = Arrays.stream(Fault.values())
                .map(fault -> "| " + fault.description() + " | " + link(fault.alert(), rules) + " | "
                        + (fault.symptoms().isEmpty()
                                ? "–"
                                : fault.symptoms().stream()
                                        .map(alert -> link(alert, rules))
                                        .collect(Collectors.joining(", ")))
                        + " |\n")
                .toList();
        assertThat(Files.readString(PAGE)).contains(HEAD + String.join("", rows) + "\n");
    }

    private static String link(String alert, JsonNode rules) {
        for (JsonNode group : rules.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.path("alert").asText().equals(alert)) {
                    return "[" + alert + "]("
                            + rule.at("/annotations/runbook_url").asText().replaceFirst("^docs/", "") + ")";
                }
            }
        }
        throw new AssertionError("no rule " + alert);
    }
}
