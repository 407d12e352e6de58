package com.callmissed.telemetry;

import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Spans of work that no request waits for. Those of requests, statements and the model are made by the platform. */
public final class Spans {
    private static final String OURS = "com.callmissed";

    private static volatile boolean on;

    private Spans() {}

    /**
     * Runs {@code work} in a span. Call it on a duplicated Vert.x context: it holds the scope of the span, which may be
     * closed by another thread. While traces are off, the work runs alone.
     *
     * @param name fixed words: nothing of a customer
     */
    public static <T> Uni<T> of(String name, Supplier<Uni<T>> work) {
        return continuing(null, name, work);
    }

    /**
     * Like {@link #of}, as a part of the trace that has caused the work.
     *
     * @param cause from {@link StoredTrace#current}, perhaps of another process. Without a well-formed one, the span is
     *     a part of the current trace
     */
    public static <T> Uni<T> continuing(String cause, String name, Supplier<Uni<T>> work) {
        Uni<T> alone = Uni.createFrom().deferred(work::get);
        return on ? traced(cause, name, alone) : alone;
    }

    private static <T> Uni<T> traced(String cause, String name, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            Context parent = StoredTrace.in(Context.current(), cause);
            Span span = builder(name, parent).startSpan();
            Scope scope = parent.with(span).makeCurrent();
            return work.onTermination().invoke((item, failure, cancelled) -> {
                if (failure != null || cancelled) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end();
                scope.close();
            });
        });
    }

    /**
     * Makes a span without a duration: something has happened.
     *
     * @param cause from {@link StoredTrace#current}
     * @param name fixed words, and so is {@code attribute}
     */
    public static void mark(String cause, String name, String attribute, long value) {
        if (on) {
            builder(name, StoredTrace.in(Context.root(), cause))
                    .setAttribute(attribute, value)
                    .startSpan()
                    .end();
        }
    }

    private static SpanBuilder builder(String name, Context parent) {
        return GlobalOpenTelemetry.getTracer(OURS).spanBuilder(name).setParent(parent);
    }

    public static boolean areOn() {
        return on;
    }

    static void switchTo(boolean traces) {
        on = traces;
    }

    /** The disabled SDK of the platform makes spans with ids, too. So this setting is asked, at the start. */
    @Singleton
    static class Switch {
        private final boolean disabled;

        Switch(@ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
            this.disabled = disabled;
        }

        void set(@Observes StartupEvent event) {
            switchTo(!disabled);
        }
    }
}
