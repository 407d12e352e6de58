package com.callmissed.events;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.telemetry.RecordedSpans;

import static org.assertj.core.api.Assertions.assertThat;

class EventTracesTest {
    private static final String CAUSE = "00f067aa0ba902b7";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-" + CAUSE + "-01";

    private final RecordedSpans spans = RecordedSpans.start();
    private final EventTraces traces = new EventTraces();
    private final UUID tenant = UUID.randomUUID();

    @AfterEach
    void restore() {
        spans.close();
    }

    @Test
    void hasOneSpanForEachTracedEvent() {
        traces.written(tenant, 1, TRACE);
        traces.written(tenant, 2, null);
        traces.written(UUID.randomUUID(), 3, TRACE);
        traces.delivered(batch(1, 2, 3), 7);
        traces.delivered(batch(1), 7);

        assertThat(spans.all()).hasSize(1);
        SpanData span = spans.all().get(0);
        assertThat(span.getName()).isEqualTo("deliver event");
        assertThat(span.getParentSpanId()).isEqualTo(CAUSE);
        assertThat(span.getAttributes().get(AttributeKey.longKey("callmissed.sockets")))
                .isEqualTo(7);
    }

    @Test
    void forgetsTheOldestOfManyThatNobodyFollows() {
        for (int seq = 1; seq <= EventTraces.LIMIT + 1; seq++) {
            traces.written(tenant, seq, TRACE);
        }
        traces.delivered(batch(1), 1);
        assertThat(spans.all()).isEmpty();
        traces.delivered(batch(2), 1);
        assertThat(spans.all()).hasSize(1);
    }

    private EventBatch batch(long... seqs) {
        List<LoggedEvent> events = LongStream.of(seqs)
                .mapToObj(seq -> new LoggedEvent(new EventCursor(seq, 1), 1, 0, "{}"))
                .toList();
        return new EventBatch(tenant, events);
    }
}
