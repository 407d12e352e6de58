package com.callmissed.events;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uses slots that the clock does not write to while the test runs. The ring has nine slots; the current one and its
 * neighbours are in use.
 */
@QuarkusTest
class EventRetentionTest {
    @Inject
    EventRetention retention;

    private final UUID tenant = UUID.randomUUID();

    @Test
    void emptiesASlotOnlyWhenEverythingInItIsOld() {
        int old = slotFromNow(2);
        int mixed = slotFromNow(3);
        int young = slotFromNow(4);
        write(old, 1, Duration.ofDays(8));
        write(old, 2, Duration.ofDays(7).plusMinutes(1));
        write(mixed, 3, Duration.ofDays(8));
        write(mixed, 4, Duration.ofDays(7).minusMinutes(1));
        write(young, 5, Duration.ofDays(1));

        retention.round().await().indefinitely();

        assertThat(seqs()).containsExactly("3", "4", "5");
        assertThat(Database.column("SELECT pg_relation_size('event_" + old + "')"))
                .containsExactly("0");
    }

    @Test
    void keepsThePresentSlotForWriters() {
        write(slotFromNow(0), 1, Duration.ofSeconds(1));
        retention.round().await().indefinitely();
        assertThat(seqs()).containsExactly("1");
    }

    private static int slotFromNow(int slots) {
        String day = Database.column("SELECT floor(extract(epoch FROM now()) / 86400)::bigint")
                .get(0);
        return (int) ((Long.parseLong(day) + slots) % EventLog.SLOTS);
    }

    private void write(int slot, int seq, Duration age) {
        Database.update(
                "INSERT INTO event (slot, tenant_id, seq, mark, prev_mark, written_at, body) VALUES (?, ?, ?, 1, 1,"
                        + " now() - make_interval(secs => ?), '{}')",
                slot,
                tenant,
                seq,
                (double) age.toSeconds());
    }

    private List<String> seqs() {
        return Database.column("SELECT seq FROM event WHERE tenant_id = ? ORDER BY seq", tenant);
    }
}
