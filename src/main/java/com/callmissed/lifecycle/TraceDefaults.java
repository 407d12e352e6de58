package com.callmissed.lifecycle;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.smallrye.config.SmallRyeConfig;

/** Switches the export of traces on when the standard variables of OpenTelemetry name where to. */
public final class TraceDefaults {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private static final String DELAY = "OTEL_BSP_SCHEDULE_DELAY";
    private static final String DISABLED = "OTEL_SDK_DISABLED";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";

    private static final Set<String> DURATIONS = Set.of(TIMEOUT, DELAY);
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern PATH_OF_TRACES = Pattern.compile("/v1/traces/?$");

    /** The platform has these settings under names of its own. */
    private static final Map<String, String> SETTINGS = Map.of(
            ENDPOINT,
            "quarkus.otel.exporter.otlp.endpoint",
            TRACES_ENDPOINT,
            "quarkus.otel.exporter.otlp.traces.endpoint",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "quarkus.otel.exporter.otlp.headers",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "quarkus.otel.exporter.otlp.protocol",
            TIMEOUT,
            "quarkus.otel.exporter.otlp.timeout",
            "OTEL_SERVICE_NAME",
            "quarkus.otel.service.name",
            "OTEL_RESOURCE_ATTRIBUTES",
            "quarkus.otel.resource.attributes",
            DELAY,
            "quarkus.otel.bsp.schedule.delay");

    private TraceDefaults() {}

    /** The values become system properties, because the platform reads them before the application can change them. */
    public static void apply(SmallRyeConfig settings) {
        boolean named = has(settings, ENDPOINT) || has(settings, TRACES_ENDPOINT);
        boolean disabled = is(settings, DISABLED, "true") || is(settings, EXPORTER, "none");
        if (named && !disabled) {
            SETTINGS.forEach((variable, property) -> settings.getOptionalValue(variable, String.class)
                    .ifPresent(value -> System.setProperty(property, translated(variable, value))));
            System.setProperty("quarkus.otel.sdk.disabled", "false");
        }
    }

    /**
     * The specification of OpenTelemetry: a duration is a number of milliseconds, and the address of traces has their
     * path. To the platform a number is one of seconds, and it adds the path itself.
     */
    private static String translated(String variable, String value) {
        if (DURATIONS.contains(variable) && DIGITS.matcher(value).matches()) {
            return value + "ms";
        }
        return variable.equals(TRACES_ENDPOINT) ? PATH_OF_TRACES.matcher(value).replaceFirst("") : value;
    }

    private static boolean is(SmallRyeConfig settings, String variable, String value) {
        return settings.getOptionalValue(variable, String.class)
                .filter(value::equalsIgnoreCase)
                .isPresent();
    }

    private static boolean has(SmallRyeConfig settings, String variable) {
        return settings.getOptionalValue(variable, String.class).isPresent();
    }
}
