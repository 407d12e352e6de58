package com.callmissed.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The notification that another process would receive. */
@QuarkusTest
class EventSignalTest {
    @Inject
    EventSignal signal;

    @Inject
    EventLog log;

    @Inject
    Transactions transactions;

    @Inject
    EventWriter writer;

    private final UUID tenant = UUID.randomUUID();
    private final List<String> heard = new ArrayList<>();
    private Connection ear;

    @BeforeEach
    void listen() throws SQLException {
        ear = Database.connect();
        try (Statement statement = ear.createStatement()) {
            statement.execute("LISTEN " + EventSignal.CHANNEL);
        }
    }

    @AfterEach
    void close() throws SQLException {
        ear.close();
    }

    @Test
    void namesTheTenantOfAChangeOverHttp() {
        Api api = Api.ofFreshTenant();
        api.openConversation(api.createBot("Desk"));
        awaitNamed(api.tenant());
    }

    @Test
    void saysNothingBeforeTheCommit() {
        UUID other = UUID.randomUUID();
        CompletableFuture<Void> placed = new CompletableFuture<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        CompletableFuture<Void> held = transactions
                .perform(
                        connection -> log.append(connection, tenant, List.of(TestEvent.of(tenant)))
                                .invoke(() -> placed.complete(null))
                                .chain(() -> Uni.createFrom().completionStage(gate)),
                        nothing -> List.of(TestEvent.of(tenant)))
                .subscribeAsCompletionStage();
        placed.join();
        writer.publish(TestEvent.of(other));
        awaitNamed(other);
        assertThat(isNamed(tenant)).isFalse();

        gate.complete(null);
        held.join();
        awaitNamed(tenant);
    }

    @Test
    void saysNothingOfWhatWasRolledBack() {
        UUID other = UUID.randomUUID();
        CompletableFuture<Object> failed = transactions
                .perform(
                        connection -> connection.query("SELECT 1 / 0").execute(),
                        nothing -> List.of(TestEvent.of(tenant)))
                .<Object>map(rows -> rows)
                .onFailure()
                .recoverWithItem("rolled back")
                .subscribeAsCompletionStage();
        assertThat(failed.join()).isEqualTo("rolled back");
        writer.publish(TestEvent.of(other));
        awaitNamed(other);
        assertThat(isNamed(tenant)).isFalse();
    }

    @Test
    void namesAsManyTenantsAsANotificationCanHold() {
        List<TestEvent> events = Stream.generate(() -> TestEvent.of(UUID.randomUUID()))
                .limit(200)
                .toList();
        signal.committed(events);
        await().until(() ->
                events.stream().allMatch(event -> isNamed(event.metadata().tenantId())));
        assertThat(heard).noneMatch(payload -> payload.contains(EventSignal.EVERYBODY));
    }

    @Test
    void callsMoreTenantsEverybody() {
        List<TestEvent> events = Stream.generate(() -> TestEvent.of(UUID.randomUUID()))
                .limit(201)
                .toList();
        signal.committed(events);
        await().until(() -> listenOn().anyMatch(payload -> payload.endsWith(" *")));
        assertThat(heard).allMatch(payload -> payload.length() < 8_000);

        writer.publish(TestEvent.of(tenant));
        awaitNamed(tenant);
    }

    private void awaitNamed(UUID expected) {
        await().until(() -> isNamed(expected));
    }

    private boolean isNamed(UUID expected) {
        return listenOn().anyMatch(payload -> payload.contains(" " + expected));
    }

    private Stream<String> listenOn() {
        try {
            for (PGNotification notice : ear.unwrap(PGConnection.class).getNotifications(10)) {
                heard.add(notice.getParameter());
            }
            return heard.stream();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
