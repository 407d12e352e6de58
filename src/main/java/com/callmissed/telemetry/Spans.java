package com.callmissed.telemetry;

import java.util.function.Supplier;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;

/** Spans of work that no request waits for. Those of requests, statements and the model are made by the platform. */
public final class Spans {
    private static final String OURS = "com.callmissed";

    private Spans() {}

    /**
     * Runs {@code work} in a span. Call it on a duplicated Vert.x context. Without an exporter nothing is added.
     *
     * @param name fixed words: nothing of a customer
     */
    public static <T> Uni<T> of(String name, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Span span = GlobalOpenTelemetry.getTracer(OURS).spanBuilder(name).startSpan();
            if (!span.getSpanContext().isValid()) {
                return work.get();
            }
            Scope scope = span.makeCurrent();
            return work.get().onTermination().invoke((item, failure, cancelled) -> {
                if (failure != null || cancelled) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end();
                scope.close();
            });
        });
    }
}
