package com.callmissed.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import com.callmissed.testing.TrainedJar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the benchmark works, not its figures. The benchmark itself fails if an event is lost or a response is
 * wrong.
 */
@DisabledIfSystemProperty(
        named = "packaged.native",
        matches = "true",
        disabledReason = "it looks into the heap of a JVM")
@Tag("soak")
class BenchIT {
    private static final String JAR = "packaged.jar";

    /** Without {@code credentials}, which needs the endpoints that only {@code bench/run} builds. */
    private static final List<String> SCENARIOS = List.of(
            "list",
            "list-filtered",
            "list-deep",
            "list-few-bots",
            "list-filtered-few-bots",
            "list-deep-few-bots",
            "one-conversation",
            "newest-messages",
            "whole-thread",
            "ai-draft",
            "status-update",
            "inbound",
            "memory",
            "growth",
            "start",
            "idle-sockets",
            "fan-out",
            "reconnect-storm",
            "inbound-log");

    private final String jar = System.getProperty(JAR);

    /** As {@code bench/run} does, it measures a service that starts from an archive. */
    @BeforeEach
    void useTheArchive() {
        System.setProperty(JAR, TrainedJar.path());
    }

    @AfterEach
    void forgetTheArchive() {
        System.setProperty(JAR, jar);
    }

    @Test
    void everyScenarioRuns() throws Exception {
        try (Bench bench = new Bench(true, System.getProperty(JAR))) {
            Path results = bench.measure(SCENARIOS, 1, Bench.AS_FAST_AS_POSSIBLE);
            JsonNode scenarios =
                    new ObjectMapper().readTree(Files.readAllBytes(results)).get("scenarios");
            assertThat(scenarios.fieldNames()).toIterable().containsExactlyElementsOf(SCENARIOS);

            Path atRate = bench.measure(List.of("list", "inbound"), 1, 20);
            assertThat(new ObjectMapper().readTree(Files.readAllBytes(atRate)).at("/scenarios/inbound"))
                    .isNotEmpty();
        }
    }
}
