package com.callmissed.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Positions in the log: without gaps, in the order of commits, and different from those of another log. */
@QuarkusTest
class EventLogTest {
    @Inject
    EventLog log;

    @Inject
    Transactions transactions;

    @Inject
    EventWriter writer;

    private final UUID tenant = UUID.randomUUID();

    @Test
    void givesParallelWritersEachPlaceOnce() {
        Parallel.run(8, thread -> {
            for (int i = 0; i < 40; i++) {
                String name = thread + "/" + i;
                writer.publish(event(tenant, "a" + name), event(tenant, "b" + name));
            }
            return null;
        });

        List<LoggedEvent> events = new ArrayList<>();
        for (EventCursor last = EventCursor.START;
                events.size() < 640;
                last = events.get(events.size() - 1).cursor()) {
            assertThat(read(last).unbroken()).isTrue();
            events.addAll(read(last).events());
        }
        assertThat(events.stream().map(event -> event.cursor().seq()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 640).boxed().toList());
        for (int i = 0; i < events.size(); i += 2) { // events of one transaction are adjacent
            assertThat(events.get(i).frame()).contains("\"a");
            assertThat(events.get(i + 1).frame()).contains(value(events.get(i)).replace('a', 'b'));
        }
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).follows(events.get(i - 1).cursor())).isTrue();
        }
    }

    @Test
    void leavesNoGapAndNoEventWhenTheChangeFails() {
        writer.publish(event(tenant, "first"));
        assertThatThrownBy(() -> transactions
                        .perform(
                                connection -> connection.query("SELECT 1").execute(),
                                rows -> List.of(event(tenant, new Object() {
                                    @SuppressWarnings("unused")
                                    public String getValue() {
                                        throw new IllegalStateException("no JSON");
                                    }
                                })))
                        .await()
                        .indefinitely())
                .isInstanceOf(IllegalArgumentException.class);
        writer.publish(event(tenant, "second"));

        assertThat(read(EventCursor.START).events()).hasSize(2);
        assertThat(log.position(tenant).await().indefinitely().seq()).isEqualTo(2);
    }

    @Test
    void letsAnEarlierPlaceCommitFirstAndOtherTenantsPass() {
        UUID other = UUID.randomUUID();
        CompletableFuture<Void> placed = new CompletableFuture<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        CompletableFuture<Void> held = transactions
                .perform(
                        connection -> log.append(connection, tenant, List.of(event(tenant, "held")))
                                .invoke(() -> placed.complete(null))
                                .chain(() -> Uni.createFrom().completionStage(gate)),
                        nothing -> List.of())
                .subscribeAsCompletionStage();
        placed.join();
        CompletableFuture<Void> later = OwnThread.run(() -> writer.publish(event(tenant, "later")));

        writer.publish(event(other, "passes"));
        assertThat(values(log.readOldest(other).await().indefinitely())).containsExactly("passes");
        assertThat(read(EventCursor.START).events()).isEmpty();
        assertThat(later).isNotDone();

        gate.complete(null);
        held.join();
        later.join();
        assertThat(values(read(EventCursor.START))).containsExactly("held", "later");
    }

    @Test
    void knowsAPlaceOfALogThatWasRestored() {
        IntStream.range(0, 5).forEach(i -> writer.publish(event(tenant, "before " + i)));
        List<LoggedEvent> old = read(EventCursor.START).events();
        restoreTo(3, old.get(2).cursor().mark());

        assertResync(old.get(4).cursor(), old.get(2).cursor()); // from the future
        IntStream.range(0, 5).forEach(i -> writer.publish(event(tenant, "after " + i)));
        EventCursor end = log.position(tenant).await().indefinitely();
        assertThat(end.seq()).isEqualTo(8);
        assertResync(old.get(4).cursor(), end);
        assertResync(old.get(3).cursor(), end);
        assertThat(read(old.get(4).cursor()).unbroken()).isFalse();

        // a common start of both logs needs no resynchronisation
        assertThat(log.resume(tenant, old.get(2).cursor()).await().indefinitely())
                .isEqualTo(new EventLog.Start(old.get(2).cursor(), end, false));
        assertThat(values(read(old.get(1).cursor())))
                .containsExactly("before 2", "after 0", "after 1", "after 2", "after 3", "after 4");
    }

    @Test
    void resumesAtBothEnds() {
        assertThat(log.resume(tenant, null).await().indefinitely())
                .isEqualTo(new EventLog.Start(EventCursor.START, EventCursor.START, false));
        assertThat(log.resume(tenant, EventCursor.START).await().indefinitely())
                .isEqualTo(new EventLog.Start(EventCursor.START, EventCursor.START, false));
        assertResync(new EventCursor(1, 7), EventCursor.START);

        writer.publish(event(tenant, "first"));
        EventCursor end = log.position(tenant).await().indefinitely();
        assertThat(log.resume(tenant, null).await().indefinitely()).isEqualTo(new EventLog.Start(end, end, false));
        assertThat(log.resume(tenant, end).await().indefinitely()).isEqualTo(new EventLog.Start(end, end, false));
        assertThat(log.resume(tenant, EventCursor.START).await().indefinitely())
                .isEqualTo(new EventLog.Start(EventCursor.START, end, false));
        assertResync(new EventCursor(1, end.mark() ^ 1), end);
    }

    @Test
    void hasNothingForACursorOlderThanTheLog() {
        IntStream.range(0, 5).forEach(i -> writer.publish(event(tenant, "event " + i)));
        List<LoggedEvent> all = read(EventCursor.START).events();
        Database.update("DELETE FROM event WHERE tenant_id = ? AND seq <= 3", tenant);

        assertResync(all.get(1).cursor(), all.get(4).cursor());
        assertResync(EventCursor.START, all.get(4).cursor());
        assertThat(read(all.get(1).cursor()).unbroken()).isFalse();
        assertThat(log.resume(tenant, all.get(2).cursor())
                        .await()
                        .indefinitely()
                        .resync())
                .isFalse();
        Database.update("DELETE FROM event WHERE tenant_id = ?", tenant);
        assertThat(log.resume(tenant, all.get(4).cursor()).await().indefinitely())
                .isEqualTo(new EventLog.Start(all.get(4).cursor(), all.get(4).cursor(), false));
    }

    /** Slots may be emptied out of the order of seq, when a clock or the retention was changed. */
    @Test
    void stopsAtAGap() {
        IntStream.range(0, 5).forEach(i -> writer.publish(event(tenant, "event " + i)));
        Database.update("DELETE FROM event WHERE tenant_id = ? AND seq = 3", tenant);

        EventLog.Stretch before = read(EventCursor.START);
        assertThat(values(before)).containsExactly("event 0", "event 1");
        assertThat(before.unbroken()).isTrue();
        assertThat(read(before.events().get(1).cursor()).unbroken()).isFalse();
        assertThat(values(log.readOldest(tenant).await().indefinitely())).containsExactly("event 0", "event 1");
    }

    @Test
    void takesAnExtremePlaceForOneOfAnotherLog() {
        writer.publish(event(tenant, "first"));
        EventCursor end = log.position(tenant).await().indefinitely();
        for (long seq : new long[] {Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertResync(new EventCursor(seq, 1), end);
        }
    }

    private void restoreTo(long seq, int mark) {
        Database.update("DELETE FROM event WHERE tenant_id = ? AND seq > ?", tenant, seq);
        Database.update("UPDATE event_counter SET last_seq = ?, mark = ? WHERE tenant_id = ?", seq, mark, tenant);
    }

    private void assertResync(EventCursor after, EventCursor end) {
        assertThat(log.resume(tenant, after).await().indefinitely()).isEqualTo(new EventLog.Start(end, end, true));
    }

    private EventLog.Stretch read(EventCursor after) {
        return log.read(tenant, after).await().indefinitely();
    }

    private static List<String> values(EventLog.Stretch stretch) {
        return stretch.events().stream().map(EventLogTest::value).toList();
    }

    private static String value(LoggedEvent event) {
        return event.frame().replaceAll(".*\"value\":\"(.*?)\".*", "$1");
    }

    private static DomainEvent event(UUID tenant, Object value) {
        return TestEvent.with(tenant, value instanceof String ? Map.of("value", value) : value);
    }
}
