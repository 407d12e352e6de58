package com.callmissed.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Exports the metrics of {@code /q/metrics} over OTLP when the standard variables of OpenTelemetry name where to.
 * Otherwise there is no second registry, so meters cost nothing more. A thread of the library sends them.
 */
@Singleton
class MetricExport {
    private static final Logger LOG = Logger.getLogger(MetricExport.class);
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

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
        if (isWanted()) {
            exported = new OtlpMeterRegistry(new Settings(), Clock.SYSTEM);
            Metrics.addRegistry(exported);
        }
    }

    /** Exports a last time, within the time-out of a request. */
    void stop(@Observes ShutdownEvent event) {
        if (exported != null) {
            exported.close();
            Metrics.removeRegistry(exported);
        }
    }

    private boolean isWanted() {
        boolean named = value("OTEL_EXPORTER_OTLP_ENDPOINT")
                .or(() -> value("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"))
                .isPresent();
        boolean disabled =
                value("OTEL_SDK_DISABLED").filter("true"::equalsIgnoreCase).isPresent();
        return named
                && !disabled
                && Arrays.asList(value("OTEL_METRICS_EXPORTER").orElse("otlp").split(" *, *"))
                        .contains("otlp");
    }

    private Optional<String> value(String variable) {
        return config.getOptionalValue(variable, String.class);
    }

    private Duration millis(String variable, Duration usual) {
        Optional<String> value = value(variable);
        if (value.isPresent() && !value.get().matches("[1-9][0-9]{0,8}")) {
            LOG.warnf("%s is not a number of milliseconds: %s is used", variable, usual);
            return usual;
        }
        return value.map(Long::parseLong).map(Duration::ofMillis).orElse(usual);
    }

    /** What the library does not read from the standard variables by itself. */
    private final class Settings implements OtlpConfig {
        private final Map<String, String> values = new HashMap<>();

        /** Replicas differ by an id that is drawn. */
        private final String instance = UUID.randomUUID().toString();

        Settings() {
            String timeout = millis("OTEL_EXPORTER_OTLP_TIMEOUT", TIMEOUT).toString();
            values.put("otlp.connectTimeout", timeout);
            values.put("otlp.readTimeout", timeout);
            values.put(
                    "otlp.step", millis("OTEL_METRIC_EXPORT_INTERVAL", INTERVAL).toString());
            values.put("otlp.baseTimeUnit", "seconds");
        }

        @Override
        public String get(String key) {
            return values.get(key);
        }

        @Override
        public Map<String, String> resourceAttributes() {
            Map<String, String> attributes = new HashMap<>(OtlpConfig.super.resourceAttributes());
            attributes.putIfAbsent("service.version", version);
            attributes.putIfAbsent("service.instance.id", instance);
            attributes.putIfAbsent("service.name", name);
            return attributes;
        }
    }
}
