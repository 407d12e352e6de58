package com.callmissed.telemetry;

import java.util.List;
import java.util.Optional;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceSamplerTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    /** The ratio is compared with the second half of the id, which is the smallest one here. */
    private static final String LOW_TRACE = "4bf92f3577b34da60000000000000001";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, ParentBased{root:AlwaysOnSampler*}",
                "-, 0.1, ParentBased{root:AlwaysOnSampler*}",
                "always_on, -, AlwaysOnSampler",
                "ALWAYS_OFF, -, AlwaysOffSampler",
                "traceidratio, -, TraceIdRatioBased{1.000000}",
                "traceidratio, 0.25, TraceIdRatioBased{0.250000}",
                "parentbased_always_on, 0.1, ParentBased{root:AlwaysOnSampler*}",
                "parentbased_always_off, -, ParentBased{root:AlwaysOffSampler*}",
                "parentbased_traceidratio, 0.25, ParentBased{root:TraceIdRatioBased{0.250000}*}",
                "parentbased_traceidratio, 0, ParentBased{root:TraceIdRatioBased{0.000000}*}"
            })
    void isThatOfTheStandardVariables(String name, String argument, String description) {
        String[] ends = description.split("\\*");
        assertThat(sampler(name, argument).getDescription()).startsWith(ends[0]).endsWith("}".repeat(ends.length - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "jaeger_remote, 0.25, ParentBased{root:AlwaysOnSampler",
        "parentbased_traceidratio, many, ParentBased{root:TraceIdRatioBased{1.000000}",
        "parentbased_traceidratio, 1.1, ParentBased{root:TraceIdRatioBased{1.000000}",
        "parentbased_traceidratio, -0.1, ParentBased{root:TraceIdRatioBased{1.000000}",
        "parentbased_traceidratio, NaN, ParentBased{root:TraceIdRatioBased{1.000000}"
    })
    void ignoresWhatIsNotValid(String name, String argument, String description) {
        assertThat(sampler(name, argument).getDescription()).startsWith(description);
    }

    @Test
    void takesTheShare() {
        TraceSampler tenth = sampler("traceidratio", "0.1");
        assertThat(decision(tenth, Context.root(), LOW_TRACE, SpanKind.SERVER))
                .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
        assertThat(decision(tenth, Context.root(), TRACE, SpanKind.SERVER)).isEqualTo(SamplingDecision.DROP);
    }

    @Test
    void leavesOutAStatementThatIsPartOfNothing() {
        TraceSampler all = sampler("always_on", null);
        Context request = Context.root()
                .with(Span.wrap(SpanContext.create(
                        TRACE, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault())));
        assertThat(decision(all, Context.root(), TRACE, SpanKind.CLIENT)).isEqualTo(SamplingDecision.DROP);
        assertThat(decision(all, request, TRACE, SpanKind.CLIENT)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
        assertThat(decision(all, Context.root(), TRACE, SpanKind.INTERNAL))
                .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    }

    private static TraceSampler sampler(String name, String argument) {
        return new TraceSampler(Optional.ofNullable(name), Optional.ofNullable(argument));
    }

    private static SamplingDecision decision(TraceSampler sampler, Context parent, String trace, SpanKind kind) {
        return sampler.shouldSample(parent, trace, "a span", kind, Attributes.empty(), List.of())
                .getDecision();
    }
}
