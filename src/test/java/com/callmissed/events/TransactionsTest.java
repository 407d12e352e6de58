package com.callmissed.events;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A change and its events are committed together or not at all. No connection returns to the pool with an open
 * transaction.
 */
@QuarkusTest
class TransactionsTest {
    /** More than the connections of the pool, so that each connection is used again after a failure. */
    private static final int TIMES = 40;

    @Inject
    Transactions transactions;

    private final UUID tenant = UUID.randomUUID();

    @Test
    void commitsTheChangeWithTheEventsOfEachTenant() {
        UUID other = UUID.randomUUID();
        transactions
                .perform(this::insert, rows -> List.of(event(tenant), event(other), event(tenant)))
                .await()
                .indefinitely();
        assertThat(bots()).isEqualTo(1);
        assertThat(seqs(tenant)).containsExactly("1", "2");
        assertThat(seqs(other)).containsExactly("1");
    }

    @Test
    void commitsAChangeWithoutEvents() {
        transactions.perform(this::insert, rows -> List.of()).await().indefinitely();
        assertThat(bots()).isEqualTo(1);
        assertThat(seqs(tenant)).isEmpty();
    }

    @Test
    void rollsBackWhenAStatementFails() {
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> transactions
                            .perform(
                                    connection -> insert(connection).chain(() -> connection
                                            .query("SELECT 1 / 0")
                                            .execute()),
                                    rows -> List.of(event(tenant)))
                            .await()
                            .indefinitely())
                    .isInstanceOf(PgException.class)
                    .hasMessageContaining("division by zero");
        }
        assertNothingIsLeft();
    }

    @Test
    void rollsBackWhenTheFirstStatementFails() {
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> transactions
                            .perform(
                                    connection ->
                                            connection.query("SELECT 1 / 0").execute(),
                                    rows -> List.of(event(tenant)))
                            .await()
                            .indefinitely())
                    .isInstanceOf(PgException.class);
        }
        assertNothingIsLeft();
    }

    /** The commit has been sent by then. */
    @Test
    void rollsBackWhenTheAppendFails() {
        Database.update(
                "INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark) VALUES (?, ?, 1, 1)",
                tenant,
                Long.MAX_VALUE);
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> transactions
                            .perform(this::insert, rows -> List.of(event(tenant)))
                            .await()
                            .indefinitely())
                    .isInstanceOf(PgException.class)
                    .hasMessageContaining("bigint out of range");
        }
        assertThat(bots()).isZero();
        assertThat(openTransactions()).isZero();
    }

    @Test
    void rollsBackWhenNobodyWantsTheOutcomeAnyMore() throws InterruptedException {
        CountDownLatch inserted = new CountDownLatch(TIMES / 4);
        List<Cancellable> running = IntStream.range(0, TIMES / 4)
                .mapToObj(i -> transactions
                        .perform(
                                connection -> connection
                                        .query("SELECT 1")
                                        .execute()
                                        .invoke(inserted::countDown)
                                        .chain(() -> Uni.createFrom().<Void>nothing()),
                                rows -> List.of(event(tenant)))
                        .subscribe()
                        .with(done -> {}, failure -> {}))
                .toList();
        inserted.await();
        running.forEach(Cancellable::cancel);
        assertNothingIsLeft();
    }

    /** The next statement would run after the rollback, outside of any transaction. */
    @Test
    void startsNothingMoreWhenNobodyWantsTheOutcomeAnyMore() {
        long key = tenant.getMostSignificantBits();
        try (HeldTransaction held = HeldTransaction.of("SELECT pg_advisory_xact_lock(?)", key)) {
            Cancellable running = transactions
                    .perform(
                            connection -> connection
                                    .query("SELECT pg_advisory_xact_lock(" + key + ")")
                                    .execute()
                                    .chain(() -> insert(connection)),
                            rows -> List.of(event(tenant)))
                    .subscribe()
                    .with(done -> {}, failure -> {});
            held.awaitBlocked();
            running.cancel();
        }
        await().during(Duration.ofMillis(500))
                .until(() -> bots() == 0 && seqs(tenant).isEmpty());
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(() -> assertThat(openTransactions()).isZero());
        transactions
                .perform(this::insert, rows -> List.of(event(tenant)))
                .await()
                .indefinitely();
        assertThat(bots()).isEqualTo(1);
        assertThat(seqs(tenant)).containsExactly("1");
    }

    /** Only transactions of this test, because jobs of the service have their own. */
    private static int openTransactions() {
        return Integer.parseInt(
                Database.column("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND state LIKE 'idle in transaction%'"
                                + " AND state_change < now() - interval '1 second'")
                        .get(0));
    }

    private Uni<RowSet<Row>> insert(SqlConnection connection) {
        return connection
                .preparedQuery("INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
                        + " VALUES ($1, $1, 'x', 'ivr', now(), now())")
                .execute(Tuple.of(tenant));
    }

    private int bots() {
        return Integer.parseInt(Database.column("SELECT count(*) FROM bot WHERE tenant_id = ?", tenant)
                .get(0));
    }

    private static List<String> seqs(UUID tenant) {
        return Database.column("SELECT seq FROM event WHERE tenant_id = ? ORDER BY seq", tenant);
    }

    private static DomainEvent event(UUID tenant) {
        return TestEvent.of(tenant);
    }
}
