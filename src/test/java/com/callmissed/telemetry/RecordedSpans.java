package com.callmissed.telemetry;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/** The spans that this process ends while traces are on. For unit tests only: it replaces the global SDK. */
public final class RecordedSpans implements AutoCloseable {
    private final Queue<ReadableSpan> ended = new ConcurrentLinkedQueue<>();

    private RecordedSpans() {}

    /** Switches traces on until it is closed. */
    public static RecordedSpans start() {
        RecordedSpans recorded = new RecordedSpans();
        GlobalOpenTelemetry.resetForTest();
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(recorded.new Collector())
                        .build())
                .build());
        Spans.switchTo(true);
        return recorded;
    }

    public List<SpanData> all() {
        return ended.stream().map(ReadableSpan::toSpanData).toList();
    }

    @Override
    public void close() {
        Spans.switchTo(false);
        GlobalOpenTelemetry.resetForTest();
    }

    private final class Collector implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
