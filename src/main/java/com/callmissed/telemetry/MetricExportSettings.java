package com.callmissed.telemetry;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jboss.logging.Logger;

/**
 * Where metrics are exported to, by the standard variables. As the specification says, a value that is not valid is
 * logged, and then as if it were not set.
 *
 * @param address with the path, http or https
 * @param headers of each request; they may have a key
 * @param resource what exports, besides its name and version
 * @see <a href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OTLP exporters</a>
 */
record MetricExportSettings(
        String address,
        Map<String, String> headers,
        Duration interval,
        Duration timeout,
        Map<String, String> resource) {
    private static final Logger LOG = Logger.getLogger(MetricExportSettings.class);

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String OWN_ENDPOINT = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private static final String OTLP = "otlp";
    private static final String PROTOCOL = "http/protobuf";
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Returns null when metrics are not exported.
     *
     * @param variables returns the value of an environment variable
     */
    static MetricExportSettings of(Function<String, Optional<String>> variables) {
        String address = address(variables);
        boolean disabled = variables
                .apply("OTEL_SDK_DISABLED")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        boolean wanted = Arrays.asList(
                        variables.apply("OTEL_METRICS_EXPORTER").orElse(OTLP).split(" *, *"))
                .contains(OTLP);
        if (address == null || disabled || !wanted) {
            return null;
        }
        String protocol = first(variables, "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
                .orElse(PROTOCOL);
        if (!protocol.equals(PROTOCOL)) {
            LOG.warnf("Metrics are not exported: their only protocol is %s", PROTOCOL);
            return null;
        }
        Map<String, String> resource = pairs(variables, "OTEL_RESOURCE_ATTRIBUTES");
        variables.apply("OTEL_SERVICE_NAME").ifPresent(name -> resource.put("service.name", name));
        return new MetricExportSettings(
                address,
                pairs(variables, "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"),
                millis(variables, INTERVAL, "OTEL_METRIC_EXPORT_INTERVAL"),
                millis(variables, TIMEOUT, "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"),
                resource);
    }

    /** The address of metrics is used as it is; to that of all signals, the path is added. */
    private static String address(Function<String, Optional<String>> variables) {
        boolean isOwn = variables.apply(OWN_ENDPOINT).isPresent();
        String address = first(variables, OWN_ENDPOINT, ENDPOINT).orElse(null);
        if (address == null) {
            return null;
        }
        if (!isAddress(address)) {
            LOG.warnf("Metrics are not exported: %s is no address of http or https", isOwn ? OWN_ENDPOINT : ENDPOINT);
            return null;
        }
        return isOwn ? address : address + (address.endsWith("/") ? "" : "/") + "v1/metrics";
    }

    private static boolean isAddress(String text) {
        try {
            URI address = URI.create(text);
            boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            return isHttp && address.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> first(Function<String, Optional<String>> variables, String... names) {
        return Arrays.stream(names).map(variables).flatMap(Optional::stream).findFirst();
    }

    private static Duration millis(Function<String, Optional<String>> variables, Duration usual, String... names) {
        String value = first(variables, names).orElse(null);
        if (value == null) {
            return usual;
        }
        try {
            int millis = Integer.parseInt(value);
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // The same as a number out of range.
        }
        LOG.warnf("%s is not a number of milliseconds: %s is used", names[names.length - 1], usual);
        return usual;
    }

    /** Reads {@code name=value,name=value}, with values in the encoding of URLs. What has no name is left out. */
    private static Map<String, String> pairs(Function<String, Optional<String>> variables, String... names) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : first(variables, names).orElse("").split(",")) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                pairs.put(
                        pair.substring(0, sign).strip(),
                        decoded(pair.substring(sign + 1).strip()));
            }
        }
        return pairs;
    }

    /** A plus sign stays: the encoding is that of W3C Baggage, not that of forms. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    /** Without the headers. */
    @Override
    public String toString() {
        return "MetricExportSettings[" + interval + "]";
    }
}
