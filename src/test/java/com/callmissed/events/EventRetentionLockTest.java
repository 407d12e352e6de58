package com.callmissed.events;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** Empties old slots while others use the log. */
@QuarkusTest
class EventRetentionLockTest {
    private static final String INSERT =
            "INSERT INTO event (slot, tenant_id, seq, mark, prev_mark, written_at, body) VALUES (?, ?, ?, 1, 1,"
                    + " now() - make_interval(secs => ?), '{}')";
    private static final Duration OLD = Duration.ofDays(8);
    private static final Duration YOUNG = Duration.ofDays(1);

    @Inject
    EventRetention retention;

    @Inject
    EventWriter writer;

    private final UUID tenant = UUID.randomUUID();
    /** Three slots that no other code writes to while the test runs, in the order of a round. */
    private final List<Integer> slots = IntStream.rangeClosed(3, 5)
            .map(slots -> slotFromNow(slots))
            .sorted()
            .boxed()
            .toList();

    @BeforeEach
    @AfterEach
    void empty() {
        slots.forEach(slot -> Database.update("DELETE FROM event_" + slot));
    }

    @Test
    void leavesASlotThatIsInUseForLaterAndEmptiesTheOthers() {
        for (int i = 0; i < slots.size(); i++) {
            write(slots.get(i), i + 1, OLD);
        }
        try (HeldTransaction reader =
                HeldTransaction.of("LOCK TABLE event_" + slots.get(1) + " IN ACCESS SHARE MODE")) {
            awaitEnd(round());
            assertThat(seqs()).containsExactly("2");
            reader.commit();
        }
        awaitEnd(round());
        assertThat(seqs()).isEmpty();
    }

    /** A writer to another slot does not wait while a slot is emptied. */
    @Test
    void holdsUpNoWriter() {
        UUID present = UUID.randomUUID();
        try (HeldTransaction emptying =
                HeldTransaction.of("LOCK TABLE event_" + slots.get(0) + " IN ACCESS EXCLUSIVE MODE")) {
            CompletableFuture<Void> written =
                    OwnThread.run(() -> writer.publish(TestEvent.of(present), TestEvent.of(present)));
            assertThat(written).succeedsWithin(10, TimeUnit.SECONDS);
            emptying.commit();
        }
        assertThat(Database.column("SELECT seq FROM event WHERE tenant_id = ?", present))
                .hasSize(2);
    }

    @Test
    void keepsAYoungEventThatComesBetweenTheLookAndTheLock() {
        int slot = slots.get(0);
        write(slot, 1, OLD);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> rounds;
        // invisible to the check, which finds the slot old, and blocks the lock
        try (HeldTransaction late = HeldTransaction.of(INSERT, slot, tenant, 2, (double) YOUNG.toSeconds())) {
            rounds = OwnThread.run(() -> {
                while (!enough.get()) {
                    awaitEnd(round());
                }
            });
            late.awaitBlocked();
            late.commit();
        } finally {
            enough.set(true);
        }
        rounds.join();
        awaitEnd(round());
        assertThat(seqs()).containsExactly("1", "2");
    }

    private CompletableFuture<Void> round() {
        return retention.round().subscribeAsCompletionStage();
    }

    private static void awaitEnd(CompletableFuture<Void> round) {
        assertThat(round.handle((done, failure) -> true)).succeedsWithin(30, TimeUnit.SECONDS);
    }

    private static int slotFromNow(int slots) {
        String day = Database.column("SELECT floor(extract(epoch FROM now()) / 86400)::bigint")
                .get(0);
        return (int) ((Long.parseLong(day) + slots) % EventLog.SLOTS);
    }

    private void write(int slot, int seq, Duration age) {
        Database.update(INSERT, slot, tenant, seq, (double) age.toSeconds());
    }

    private List<String> seqs() {
        return Database.column("SELECT seq FROM event WHERE tenant_id = ? ORDER BY seq", tenant);
    }
}
