package com.callmissed.telemetry;

import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;

/**
 * The current span as text, for the row of work that another transaction or process does later. The format is that of
 * the header {@code traceparent}, version 00, of W3C Trace Context: 55 characters.
 */
public final class StoredTrace {
    private static final String HEADER = "traceparent";

    private StoredTrace() {}

    /** Returns null while traces are off, without a span, and in a trace that is not sampled. */
    public static String current() {
        if (!Spans.areOn()) {
            return null;
        }
        SpanContext span = Span.current().getSpanContext();
        return span.isSampled()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }

    /**
     * Returns {@code context} with the stored span as the parent of new spans.
     *
     * @param stored null, and any text that is not well-formed, leaves the context as it is
     */
    static Context in(Context context, String stored) {
        return W3CTraceContextPropagator.getInstance().extract(context, stored, Header.INSTANCE);
    }

    /** A stored text is the value of the only header. */
    private enum Header implements TextMapGetter<String> {
        INSTANCE;

        @Override
        public Iterable<String> keys(String stored) {
            return List.of(HEADER);
        }

        @Override
        public String get(String stored, String key) {
            return HEADER.equals(key) ? stored : null;
        }
    }
}
