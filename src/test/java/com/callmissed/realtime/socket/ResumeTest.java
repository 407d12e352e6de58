package com.callmissed.realtime.socket;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.events.EventCursor;
import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A socket that continues where an earlier one ended. */
@QuarkusTest
class ResumeTest {
    @TestHTTPResource
    URI base;

    @Inject
    EventWriter writer;

    private final UUID tenant = UUID.randomUUID();
    private int written;

    @Test
    void beginsWithThePresentPlace() {
        write(3);
        try (SocketClient socket = open("")) {
            JsonNode ready = socket.nextJson();
            assertThat(ready.fieldNames()).toIterable().containsExactly("type", "seq", "cursor");
            assertThat(ready.path("seq").asLong()).isEqualTo(3);
            write(1);
            assertThat(socket.nextJson().path("seq").asLong()).isEqualTo(4);
        }
    }

    @Test
    void tellsWhatWasMissedAndGoesOnLive() {
        String cursor;
        try (SocketClient first = open("")) {
            first.ready();
            write(2);
            first.nextJson();
            cursor = first.nextJson().path("cursor").asText();
        }
        write(3);
        try (SocketClient second = open("&after=" + cursor)) {
            JsonNode ready = second.nextJson();
            assertThat(ready.path("seq").asLong()).isEqualTo(2);
            assertThat(ready.path("cursor").asText()).isEqualTo(cursor);
            write(2);
            assertThat(seqs(second, 5)).containsExactly(3L, 4L, 5L, 6L, 7L);
            assertThat(second.rest()).isEmpty();
        }
    }

    @Test
    void repeatsALongHistoryToAPeerThatReadsSlowly() {
        String padding = "x".repeat(8_000);
        for (int i = 0; i < 20; i++) {
            writer.publish(IntStream.range(0, 100)
                    .mapToObj(n -> TestEvent.of(tenant, padding))
                    .toArray(TestEvent[]::new));
        }
        try (SocketClient socket = open("&after=" + EventCursor.START)) { // 16 MB, far more than may wait for a peer
            socket.pause();
            write(1);
            socket.resume();
            socket.ready();
            assertThat(seqs(socket, 2_001))
                    .isEqualTo(LongStream.rangeClosed(1, 2_001).boxed().toList());
            assertThat(socket.isOpen()).isTrue();
        }
    }

    /** Sockets that join at any moment of a stream and at any position get the rest of it without gap or repetition. */
    @Test
    void joinsAStreamAtAnyMoment() throws Exception {
        int events = 600;
        int joiners = 12;
        ExecutorService threads = Executors.newFixedThreadPool(joiners + 1);
        CyclicBarrier start = new CyclicBarrier(joiners + 1);
        Future<?> writing = threads.submit(() -> {
            start.await();
            for (int i = 0; i < events; i++) {
                write(1);
            }
            return null;
        });
        List<Future<List<Long>>> joining = IntStream.range(0, joiners)
                .mapToObj(i -> threads.submit(() -> {
                    start.await();
                    String cursor = EventCursor.START.toString();
                    List<Long> seen = new java.util.ArrayList<>();
                    while (seen.size() < events) {
                        try (SocketClient socket = open("&after=" + cursor)) {
                            socket.ready();
                            int some = Math.min(events - seen.size(), 20 + 17 * i);
                            for (int n = 0; n < some; n++) {
                                JsonNode event = socket.nextJson();
                                seen.add(event.path("seq").asLong());
                                cursor = event.path("cursor").asText();
                            }
                        }
                    }
                    return seen;
                }))
                .toList();
        writing.get();
        for (Future<List<Long>> joiner : joining) {
            assertThat(joiner.get())
                    .isEqualTo(LongStream.rangeClosed(1, events).boxed().toList());
        }
        threads.shutdown();
    }

    @Test
    void saysWhenACursorCannotBeServedAndGoesOnLive() {
        write(2);
        try (SocketClient socket = open("&after=" + new EventCursor(9, 4))) {
            JsonNode ready = socket.nextJson();
            assertThat(ready.path("type").asText()).isEqualTo("ready");
            assertThat(ready.path("seq").asLong()).isEqualTo(2);
            assertThat(socket.next()).isEqualTo("{\"type\":\"resync_required\"}");
            write(1);
            assertThat(socket.nextJson().path("seq").asLong()).isEqualTo(3);
        }
    }

    @Test
    void closesWhenTheLogIsReplacedByABackup() {
        write(3);
        try (SocketClient socket = open("")) {
            socket.ready();
            Database.update("DELETE FROM event WHERE tenant_id = ? AND seq > 1", tenant);
            Database.update("UPDATE event_counter SET last_seq = 1, mark = 5 WHERE tenant_id = ?", tenant);
            assertThat(socket.closed()).isEqualTo(new SocketClient.Closed(1012, "event log replaced"));
            try (SocketClient again = open("&after=" + socket.cursor())) {
                assertThat(again.nextJson().path("seq").asLong()).isEqualTo(1);
                assertThat(again.next()).isEqualTo("{\"type\":\"resync_required\"}");
                write(1);
                assertThat(again.nextJson().path("seq").asLong()).isEqualTo(2);
            }
        }
    }

    @Test
    void isToldOfAnEventWhoseSignalWasLost() {
        try (SocketClient socket = open("")) {
            socket.ready();
            // as after a kill between commit and signal
            Database.update(
                    "INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark) VALUES (?, 1, 77, 0)", tenant);
            Database.update(
                    "INSERT INTO event (slot, tenant_id, seq, mark, prev_mark, written_at, body)"
                            + " VALUES (0, ?, 1, 77, 0, now(), '{\"type\":\"test.silent\"}')",
                    tenant);
            assertThat(socket.nextJson().path("type").asText()).isEqualTo("test.silent");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"&after=x", "&after=", "&after=AgAAAAAAAAAAAAAAAA&after=AgAAAAAAAAAAAAAAAA", "&after=%00"})
    void refusesWhatIsNoCursorAtTheHandshake(String query) {
        SocketClient.Refused refused = catchThrowableOfType(
                SocketClient.Refused.class, () -> open(query).close());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"malformed_request\"", "\"message\":\"bad cursor\"");
    }

    private SocketClient open(String query) {
        return SocketClient.open(base, "/ws/conversations?token=" + TestTokens.of(tenant, "agent") + query, Map.of());
    }

    private synchronized void write(int events) {
        writer.publish(IntStream.range(0, events)
                .mapToObj(i -> TestEvent.of(tenant, "event " + ++written))
                .toArray(TestEvent[]::new));
    }

    private static List<Long> seqs(SocketClient socket, int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> socket.nextJson().path("seq").asLong())
                .toList();
    }
}
