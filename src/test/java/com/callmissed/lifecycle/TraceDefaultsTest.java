package com.callmissed.lifecycle;

import java.util.List;
import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code TracesIT} has the traces of a service that exports them. */
class TraceDefaultsTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String ADDRESS = "quarkus.otel.exporter.otlp.endpoint";
    private static final String TRACES_ADDRESS = "quarkus.otel.exporter.otlp.traces.endpoint";
    private static final String TIMEOUT = "quarkus.otel.exporter.otlp.timeout";
    private static final String DELAY = "quarkus.otel.bsp.schedule.delay";

    @AfterEach
    void clear() {
        for (String property : List.of(DISABLED, ADDRESS, TRACES_ADDRESS, TIMEOUT, DELAY)) {
            System.clearProperty(property);
        }
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

    @Test
    void leavesTracesOffWithoutAnExporter() {
        apply(Map.of(ENDPOINT, "http://collector:4318", "OTEL_TRACES_EXPORTER", "none"));
        assertThat(System.getProperty(DISABLED)).isNull();
    }

    /** The specification of OpenTelemetry: any other text than true is false. */
    @Test
    void switchesTracesOnWithAnAddress() {
        apply(Map.of(ENDPOINT, "http://collector:4318", "OTEL_SDK_DISABLED", "maybe"));
        assertThat(System.getProperty(DISABLED)).isEqualTo("false");
        assertThat(System.getProperty(ADDRESS)).isEqualTo("http://collector:4318");
    }

    /** The defaults of the specification, in milliseconds. */
    @Test
    void readsNumbersAsMilliseconds() {
        apply(Map.of(
                ENDPOINT,
                "http://collector:4318",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "10000",
                "OTEL_BSP_SCHEDULE_DELAY",
                "5000"));
        assertThat(System.getProperty(TIMEOUT)).isEqualTo("10000ms");
        assertThat(System.getProperty(DELAY)).isEqualTo("5000ms");
    }

    @Test
    void leavesDurationsWithAUnit() {
        apply(Map.of(ENDPOINT, "http://collector:4318", "OTEL_BSP_SCHEDULE_DELAY", "100ms"));
        assertThat(System.getProperty(DELAY)).isEqualTo("100ms");
    }

    /** The sender of the platform adds the path to it. */
    @ParameterizedTest
    @CsvSource({
        "http://collector:4318/v1/traces, http://collector:4318",
        "http://collector:4318/v1/traces/, http://collector:4318",
        "https://example.com/otlp/v1/traces, https://example.com/otlp",
        "http://collector:4318, http://collector:4318"
    })
    void takesTheAddressOfTracesAsItIs(String address, String root) {
        apply(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", address));
        assertThat(System.getProperty(DISABLED)).isEqualTo("false");
        assertThat(System.getProperty(TRACES_ADDRESS)).isEqualTo(root);
    }

    private static void apply(Map<String, String> settings) {
        TraceDefaults.apply(
                new SmallRyeConfigBuilder().withDefaultValues(settings).build());
    }
}
