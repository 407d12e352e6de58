package com.callmissed.telemetry;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpansTest {
    private final Queue<ReadableSpan> ended = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void collect() {
        GlobalOpenTelemetry.resetForTest();
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(new Collector())
                        .build())
                .build());
    }

    @AfterEach
    void restore() {
        Spans.switchTo(false);
        GlobalOpenTelemetry.resetForTest();
    }

    @Test
    void runsTheWorkAloneWhileTracesAreOff() {
        assertThat(current()).isFalse();
        assertThat(ended).isEmpty();
    }

    @Test
    void runsTheWorkInASpan() {
        Spans.switchTo(true);
        assertThat(current()).isTrue();
        assertThat(ended).extracting(ReadableSpan::getName).containsExactly("answer");
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void endsTheSpanOfWorkThatThrows() {
        Spans.switchTo(true);
        Uni<Void> work = Spans.of("answer", () -> {
            throw new IllegalStateException("not a Uni");
        });
        assertThatThrownBy(() -> work.await().indefinitely()).hasMessage("not a Uni");
        assertThat(ended)
                .extracting(span -> span.toSpanData().getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR);
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    /** Whether the work runs in a span. */
    private static boolean current() {
        return Spans.of("answer", () -> Uni.createFrom()
                        .item(() -> Span.current().getSpanContext().isValid()))
                .await()
                .indefinitely();
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
