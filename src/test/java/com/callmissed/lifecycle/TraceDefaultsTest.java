package com.callmissed.lifecycle;

import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code TracesIT} has the traces of a service that exports them. */
class TraceDefaultsTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String ADDRESS = "quarkus.otel.exporter.otlp.endpoint";

    @AfterEach
    void clear() {
        System.clearProperty(DISABLED);
        System.clearProperty(ADDRESS);
    }

    @Test
    void leavesTracesOffWithoutAnAddress() {
        apply(Map.of("OTEL_SERVICE_NAME", "conversations"));
        assertThat(System.getProperty(DISABLED)).isNull();
    }

    @Test
    void leavesTracesOffWhenTheyAreDisabled() {
        apply(Map.of(ENDPOINT, "http://collector:4318", "OTEL_SDK_DISABLED", "TRUE"));
        assertThat(System.getProperty(DISABLED)).isNull();
    }

    /** The specification of OpenTelemetry: any other text than true is false. */
    @Test
    void switchesTracesOnWithAnAddress() {
        apply(Map.of(ENDPOINT, "http://collector:4318", "OTEL_SDK_DISABLED", "maybe"));
        assertThat(System.getProperty(DISABLED)).isEqualTo("false");
        assertThat(System.getProperty(ADDRESS)).isEqualTo("http://collector:4318");
    }

    private static void apply(Map<String, String> settings) {
        TraceDefaults.apply(
                new SmallRyeConfigBuilder().withDefaultValues(settings).build());
    }
}
