package com.callmissed.telemetry;

import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CAUSE = "00f067aa0ba902b7";
    private static final String STORED = "00-" + TRACE + "-" + CAUSE + "-01";

    private RecordedSpans spans;

    @BeforeEach
    void record() {
        spans = RecordedSpans.start();
    }

    @AfterEach
    void restore() {
        spans.close();
    }

    @Test
    void runsTheWorkAloneWhileTracesAreOff() {
        Spans.switchTo(false);
        assertThat(stored(null)).isNull();
        assertThat(stored(STORED)).isNull();
        Spans.mark(STORED, "deliver event", "sockets", 2);
        assertThat(spans.all()).isEmpty();
    }

    @Test
    void runsTheWorkInASpan() {
        assertThat(stored(null)).isNotNull();
        assertThat(spans.all()).extracting(SpanData::getName).containsExactly("answer");
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void endsTheSpanOfWorkThatThrows() {
        Uni<Void> work = Spans.of("answer", () -> {
            throw new IllegalStateException("not a Uni");
        });
        assertThatThrownBy(() -> work.await().indefinitely()).hasMessage("not a Uni");
        assertThat(spans.all())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR);
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void continuesTheTraceThatHasCausedTheWork() {
        String inside = stored(STORED);
        SpanData span = spans.all().get(0);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(CAUSE);
        assertThat(inside)
                .isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01")
                .hasSize(55);

        stored(inside);
        assertThat(spans.all().get(1).getTraceId()).isEqualTo(TRACE);
        assertThat(spans.all().get(1).getParentSpanId()).isEqualTo(span.getSpanId());
    }

    @Test
    void prefersTheCauseToTheCurrentTrace() {
        Spans.of("poll", () -> Uni.createFrom().item(() -> stored(STORED)))
                .await()
                .indefinitely();
        assertThat(spans.all().get(0).getParentSpanId()).isEqualTo(CAUSE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "-",
                "+16505550123",
                "00-" + TRACE + "-" + CAUSE,
                "00-" + TRACE + "-" + CAUSE + "-0",
                "ff-" + TRACE + "-" + CAUSE + "-01",
                "00-" + TRACE + "-" + CAUSE + "-01-",
                "00-00000000000000000000000000000000-" + CAUSE + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + CAUSE + "-01",
                "00-zzf92f3577b34da6a3ce929d0e0e4736-" + CAUSE + "-01"
            })
    void ignoresACauseThatIsNotWellFormed(String cause) {
        assertThat(stored(cause)).isNotNull();
        assertThat(spans.all()).extracting(SpanData::getParentSpanId).containsExactly("0000000000000000");
        assertThat(spans.all()).extracting(SpanData::getTraceId).doesNotContain(TRACE);
    }

    @Test
    void storesNothingOfATraceThatIsNotSampled() {
        SpanContext caller = SpanContext.create(TRACE, CAUSE, TraceFlags.getDefault(), TraceState.getDefault());
        Scope scope = Context.root().with(Span.wrap(caller)).makeCurrent();
        assertThat(stored(null)).isNull();
        scope.close();
        assertThat(StoredTrace.current()).isNull();
    }

    @Test
    void marksWhatHasHappened() {
        Spans.mark(STORED, "deliver event", "sockets", 2);
        SpanData span = spans.all().get(0);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(CAUSE);
        assertThat(span.getAttributes().asMap()).isEqualTo(Map.of(AttributeKey.longKey("sockets"), 2L));
    }

    /** What a row would store inside of work that {@code cause} has caused. */
    private static String stored(String cause) {
        return Spans.continuing(cause, "answer", () -> Uni.createFrom().item(StoredTrace::current))
                .await()
                .indefinitely();
    }
}
