package com.callmissed.events;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Contexts;
import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** Transactions with events of several tenants lock the logs in one order, for any order of the events. */
@QuarkusTest
class TenantOrderTest {
    private static final int THREADS = 4;
    private static final int TIMES = 30;

    @Inject
    EventWriter writer;

    @Inject
    UnitOfWork unitOfWork;

    @Inject
    Vertx vertx;

    private final List<UUID> tenants =
            Stream.generate(UUID::randomUUID).limit(2).sorted().toList();
    private final UUID first = tenants.get(0);
    private final UUID second = tenants.get(1);

    @BeforeEach
    void begin() {
        writer.publish(event(first), event(second));
    }

    @Test
    void waitsForTheFirstTenantWithoutHoldingUpTheSecond() {
        CompletableFuture<Void> oneWay;
        CompletableFuture<Void> otherWay;
        CompletableFuture<Void> ofEntities;
        try (HeldTransaction hold = lockLogOf(first)) {
            oneWay = OwnThread.run(() -> writer.publish(event(first), event(second)));
            int waiting = hold.awaitBlocked();
            otherWay = OwnThread.run(() -> writer.publish(event(second), event(first)));
            HeldTransaction.awaitBlockedBy(waiting);

            writer.publish(event(second));
            assertThat(seqs(second)).hasSize(2);
            assertThat(oneWay).isNotDone();
            assertThat(otherWay).isNotDone();
        }
        oneWay.join();
        otherWay.join();
        try (HeldTransaction hold = lockLogOf(first)) {
            ofEntities = perform(List.of(event(second), event(first)));
            hold.awaitBlocked();
            writer.publish(event(second));
            assertThat(ofEntities).isNotDone();
        }
        ofEntities.join();
        assertThat(seqs(first)).containsExactly("1", "2", "3", "4");
        assertThat(seqs(second)).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void neverWaitsInACircle() {
        Parallel.run(THREADS, thread -> {
            for (int i = 0; i < TIMES; i++) {
                List<DomainEvent> events = thread % 2 == 0
                        ? List.of(event(first), event(second), event(first))
                        : List.of(event(second), event(first), event(first));
                if (thread < THREADS / 2) {
                    writer.publish(events.toArray(DomainEvent[]::new));
                } else {
                    perform(events).join();
                }
            }
            return null;
        });
        assertThat(seqs(first)).hasSize(1 + 2 * THREADS * TIMES);
        assertThat(seqs(second)).hasSize(1 + THREADS * TIMES);
        assertThat(Collections.max(seqs(first).stream().map(Long::valueOf).toList()))
                .isEqualTo(1 + 2 * THREADS * TIMES);
    }

    private static HeldTransaction lockLogOf(UUID tenant) {
        return HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", tenant);
    }

    private CompletableFuture<Void> perform(List<DomainEvent> events) {
        return Contexts.run(
                vertx,
                () -> unitOfWork.perform(
                        recorded -> Uni.createFrom().voidItem().invoke(() -> events.forEach(recorded::record))));
    }

    private static List<String> seqs(UUID tenant) {
        return Database.column("SELECT seq FROM event WHERE tenant_id = ? ORDER BY seq", tenant);
    }

    private static DomainEvent event(UUID tenant) {
        return TestEvent.of(tenant);
    }
}
