package com.callmissed.telemetry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.HistogramFlavor;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Exports the metrics of {@code /q/metrics} over OTLP when the standard variables of OpenTelemetry name where to.
 * Otherwise there is no second registry, so meters cost nothing more. A thread of the library sends them.
 */
@Singleton
class MetricExport {
    private static final Duration LAST_EXPORT = Duration.ofSeconds(2);

    private final Config config;
    private final String name;
    private final String version;
    private OtlpMeterRegistry exported;

    MetricExport(
            Config config,
            @ConfigProperty(name = "quarkus.application.name") String name,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.name = name;
        this.version = version;
    }

    void start(@Observes StartupEvent event) {
        MetricExportSettings settings =
                MetricExportSettings.of(variable -> config.getOptionalValue(variable, String.class));
        if (settings != null) {
            exported = new OtlpMeterRegistry(new Otlp(settings, resource(settings)), Clock.SYSTEM);
            Metrics.addRegistry(exported);
        }
    }

    /**
     * Exports a last time, after everything else has stopped. The library waits for a collector that does not respond,
     * so the end of the process does not wait for it longer than a moment.
     */
    void stop(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) throws InterruptedException {
        if (exported != null) {
            Thread last = new Thread(exported::close, "last export of metrics");
            last.setDaemon(true);
            last.start();
            last.join(LAST_EXPORT.toMillis());
            Metrics.removeRegistry(exported);
        }
    }

    /** Replicas differ by an id that is drawn. */
    private Map<String, String> resource(MetricExportSettings settings) {
        Map<String, String> attributes = new HashMap<>(Map.of(
                "service.name",
                name,
                "service.version",
                version,
                "service.instance.id",
                UUID.randomUUID().toString()));
        attributes.putAll(settings.resource());
        return attributes;
    }

    /**
     * Overrides all that the library would read from the environment by itself: it throws for some values that the
     * standard allows, and its failures name the headers.
     */
    private record Otlp(MetricExportSettings settings, Map<String, String> resourceAttributes) implements OtlpConfig {
        @Override
        public String get(String key) {
            return switch (key) {
                case "otlp.step" -> settings.interval().toString();
                case "otlp.connectTimeout", "otlp.readTimeout" ->
                    settings.timeout().toString();
                case "otlp.baseTimeUnit" -> "seconds";
                default -> null;
            };
        }

        @Override
        public String url() {
            return settings.address();
        }

        @Override
        public Map<String, String> headers() {
            return settings.headers();
        }

        @Override
        public AggregationTemporality aggregationTemporality() {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public HistogramFlavor histogramFlavor() {
            return HistogramFlavor.EXPLICIT_BUCKET_HISTOGRAM;
        }

        /** Without the headers. */
        @Override
        public String toString() {
            return settings.toString();
        }
    }
}
