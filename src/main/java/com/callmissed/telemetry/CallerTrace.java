package com.callmissed.telemetry;

import java.util.Collection;

import jakarta.inject.Singleton;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.quarkus.opentelemetry.runtime.propagation.TextMapPropagatorCustomizer;

/**
 * Takes the id of a trace from the caller ({@code traceparent}) and nothing else: {@code tracestate} is free text,
 * which would be in spans. Gives nothing to the servers that this service calls.
 */
final class CallerTrace implements TextMapPropagator {
    private static final String STATE = "tracestate";

    private final TextMapPropagator standard;

    private CallerTrace(TextMapPropagator standard) {
        this.standard = standard;
    }

    @Override
    public Collection<String> fields() {
        return standard.fields();
    }

    @Override
    public <C> void inject(Context context, C carrier, TextMapSetter<C> setter) {}

    @Override
    public <C> Context extract(Context context, C carrier, TextMapGetter<C> getter) {
        return standard.extract(context, carrier, new WithoutState<>(getter));
    }

    private record WithoutState<C>(TextMapGetter<C> headers) implements TextMapGetter<C> {
        @Override
        public Iterable<String> keys(C carrier) {
            return headers.keys(carrier);
        }

        @Override
        public String get(C carrier, String key) {
            return key.equals(STATE) ? null : headers.get(carrier, key);
        }
    }

    /** Gives the propagator to the platform. */
    @Singleton
    static class Customizer implements TextMapPropagatorCustomizer {
        @Override
        public TextMapPropagator customize(Context platform) {
            return new CallerTrace(platform.propagator());
        }
    }
}
