package com.callmissed.events;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.SessionSql;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class UnitOfWorkTest {
    private static final String INSERT = "INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
            + " VALUES (:t, :t, 'x', 'ivr', now(), now())";

    @Inject
    UnitOfWork unitOfWork;

    @Inject
    Vertx vertx;

    @Inject
    LocalEventBus bus;

    @Inject
    EventWriter publisher;

    private final UUID tenant = UUID.randomUUID();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        bus.listenToCommits(event -> {
            if (event.metadata().tenantId().equals(tenant)) {
                seen.add(event.data() + " with " + committed());
            }
        });
    }

    @Test
    void publishesOnlyWhatIsCommitted() {
        CompletableFuture<Void> inserted = new CompletableFuture<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        CompletableFuture<Void> done = run(() -> unitOfWork.perform(events -> {
            events.record(TestEvent.with(tenant, "outer"));
            return insert().invoke(() -> inserted.complete(null))
                    .chain(() -> Uni.createFrom().completionStage(gate).emitOn(Contexts.current()));
        }));
        inserted.join();
        // everything that was published before this marker arrives before the marker
        publisher.publish(TestEvent.with(tenant, "marker"));
        awaitSeen(1);
        assertThat(seen).containsExactly("marker with 0 rows");

        gate.complete(null);
        done.join();

        awaitSeen(2);
        assertThat(seen).containsExactly("marker with 0 rows", "outer with 1 rows");
    }

    @Test
    void publishesWhatAnInnerUnitRecordedAfterTheOuterCommit() {
        run(() -> unitOfWork.perform(outer -> unitOfWork
                        .perform(inner -> {
                            inner.record(TestEvent.with(tenant, "inner"));
                            return Uni.createFrom().voidItem();
                        })
                        .chain(this::insert)
                        .invoke(() -> outer.record(TestEvent.with(tenant, "outer")))))
                .join();
        awaitSeen(2);
        assertThat(seen).containsExactly("inner with 1 rows", "outer with 1 rows");
    }

    @Test
    void publishesNothingOfAFailedUnitAndStartsAfresh() {
        CompletableFuture<Void> done = run(() -> unitOfWork
                .perform(events -> {
                    events.record(TestEvent.with(tenant, "lost"));
                    return insert().chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("no")));
                })
                .onFailure(IllegalStateException.class)
                .recoverWithUni(() -> unitOfWork.perform(events -> {
                    events.record(TestEvent.with(tenant, "kept"));
                    return insert();
                })));
        done.join();
        awaitSeen(1);
        assertThat(seen).containsExactly("kept with 1 rows");
    }

    @Test
    void rollsBackWhenItIsCancelled() {
        long key = tenant.getMostSignificantBits();
        AtomicReference<Cancellable> running = new AtomicReference<>();
        try (HeldTransaction held = HeldTransaction.of("SELECT pg_advisory_xact_lock(?)", key)) {
            run(() -> {
                running.set(unitOfWork
                        .perform(events -> {
                            events.record(TestEvent.with(tenant, "cancelled"));
                            return SessionSql.CURRENT
                                    .execute("SELECT 1 FROM pg_advisory_xact_lock($1)", key)
                                    .chain(this::insert);
                        })
                        .subscribe()
                        .with(done -> {}, failure -> {}));
                return Uni.createFrom().voidItem();
            });
            held.awaitBlocked();
            running.get().cancel();
        }
        Awaitility.await().during(Duration.ofMillis(500)).until(() -> committed()
                .equals("0 rows"));
        assertThat(seen).isEmpty();
    }

    private CompletableFuture<Void> run(java.util.function.Supplier<Uni<Void>> work) {
        return Contexts.run(vertx, work);
    }

    private Uni<Void> insert() {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(INSERT)
                        .setParameter("t", tenant)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private void awaitSeen(int events) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() >= events);
    }

    private String committed() {
        return Database.column("SELECT count(*) FROM bot WHERE tenant_id = ?", tenant)
                        .get(0) + " rows";
    }
}
