package com.callmissed.telemetry;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The gauge {@code callmissed_build_info}, always 1, whose labels say what runs. */
@Singleton
class BuildInfo {
    private final String version;
    private final MeterRegistry registry;

    BuildInfo(@ConfigProperty(name = "quarkus.application.version") String version, MeterRegistry registry) {
        this.version = version;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("callmissed.build.info", () -> 1)
                .description("The version that runs")
                .tag("version", version)
                .tag("java", System.getProperty("java.version"))
                .tag("native", Boolean.toString(ImageMode.current() == ImageMode.NATIVE_RUN))
                .register(registry);
    }
}
