package com.callmissed.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Decides which traces are exported, by the standard variables. The platform has its sampler at build time. A statement
 * that is part of nothing is left out: polls and claims of workers would be most of the traces.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">Environment variables
 *     of OpenTelemetry</a>
 */
@Singleton
class TraceSampler implements Sampler {
    private static final Logger LOG = Logger.getLogger(TraceSampler.class);

    private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
    private static final String ARGUMENT = "OTEL_TRACES_SAMPLER_ARG";
    private static final String DEFAULT = "parentbased_always_on";

    private final Sampler chosen;

    TraceSampler(
            @ConfigProperty(name = SAMPLER) Optional<String> sampler,
            @ConfigProperty(name = ARGUMENT) Optional<String> argument) {
        this.chosen = chosen(sampler.orElse(DEFAULT), argument);
    }

    /** The specification: what is not valid is logged, and then as if it were not set. */
    private static Sampler chosen(String name, Optional<String> argument) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "always_on":
                return Sampler.alwaysOn();
            case "always_off":
                return Sampler.alwaysOff();
            case "traceidratio":
                return Sampler.traceIdRatioBased(ratio(argument));
            case DEFAULT:
                return Sampler.parentBased(Sampler.alwaysOn());
            case "parentbased_always_off":
                return Sampler.parentBased(Sampler.alwaysOff());
            case "parentbased_traceidratio":
                return Sampler.parentBased(Sampler.traceIdRatioBased(ratio(argument)));
            default:
                LOG.warnf("%s names no sampler of this service: %s is used", SAMPLER, DEFAULT);
                return Sampler.parentBased(Sampler.alwaysOn());
        }
    }

    private static double ratio(Optional<String> argument) {
        if (argument.isEmpty()) {
            return 1;
        }
        try {
            double ratio = Double.parseDouble(argument.get());
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            // The same as a number out of range.
        }
        LOG.warnf("%s is not a number from 0 to 1: all traces are exported", ARGUMENT);
        return 1;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        boolean isPartOfNothing = kind == SpanKind.CLIENT
                && !Span.fromContext(parent).getSpanContext().isValid();
        return isPartOfNothing
                ? SamplingResult.drop()
                : chosen.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return chosen.getDescription();
    }

    /** The description. */
    @Override
    public String toString() {
        return getDescription();
    }
}
