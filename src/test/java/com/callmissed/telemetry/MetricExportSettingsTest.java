package com.callmissed.telemetry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MetricExportSettingsTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String OWN_ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private static final String COLLECTOR = "http://collector:4318";

    @Test
    void exportsNothingWithoutAnAddress() {
        assertThat(settings(Map.of("OTEL_METRICS_EXPORTER", "otlp"))).isNull();
        assertThat(settings(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", COLLECTOR)))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_SDK_DISABLED, true",
        "OTEL_METRICS_EXPORTER, none",
        "OTEL_METRICS_EXPORTER, prometheus",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL, http/json"
    })
    void exportsNothingWhenAVariableSaysSo(String name, String value) {
        assertThat(settings(Map.of(ENDPOINT, COLLECTOR, name, value))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "/v1/metrics", "ftp://collector", "http://", "http://a b"})
    void exportsNothingToWhatIsNoAddress(String address) {
        assertThat(settings(Map.of(ENDPOINT, address))).isNull();
        assertThat(settings(Map.of(OWN_ENDPOINT, address))).isNull();
    }

    @Test
    void hasTheDefaultsOfTheSpecification() {
        assertThat(settings(Map.of(ENDPOINT, COLLECTOR)))
                .isEqualTo(new MetricExportSettings(
                        "http://collector:4318/v1/metrics",
                        Map.of(),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10),
                        Map.of()));
    }

    @Test
    void readsTheVariablesOfAllSignalsAndThoseOfMetrics() {
        MetricExportSettings settings = settings(Map.of(
                ENDPOINT,
                "https://example.com/otlp/",
                "OTEL_METRICS_EXPORTER",
                "prometheus, otlp",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=a+b%3D, tenant=shop,,=none",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "2000",
                "OTEL_METRIC_EXPORT_INTERVAL",
                "500",
                "OTEL_SERVICE_NAME",
                "chats",
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=other,deployment.environment=test"));
        assertThat(settings)
                .isEqualTo(new MetricExportSettings(
                        "https://example.com/otlp/v1/metrics",
                        Map.of("api-key", "a+b=", "tenant", "shop"),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Map.of("service.name", "chats", "deployment.environment", "test")));
        assertThat(settings.toString()).doesNotContain("a+b");

        MetricExportSettings own = settings(Map.of(
                ENDPOINT,
                COLLECTOR,
                OWN_ENDPOINT,
                "http://metrics:4318/write",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
                "api-key=own",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=all",
                "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
                "1",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "2"));
        assertThat(own.address()).isEqualTo("http://metrics:4318/write");
        assertThat(own.headers()).isEqualTo(Map.of("api-key", "own"));
        assertThat(own.timeout()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1m", "99999999999"})
    void ignoresAnIntervalThatIsNotValid(String interval) {
        assertThat(settings(Map.of(ENDPOINT, COLLECTOR, "OTEL_METRIC_EXPORT_INTERVAL", interval))
                        .interval())
                .isEqualTo(Duration.ofSeconds(60));
    }

    private static MetricExportSettings settings(Map<String, String> variables) {
        return MetricExportSettings.of(name -> Optional.ofNullable(variables.get(name)));
    }
}
