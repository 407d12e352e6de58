package com.callmissed.inbound;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;
import com.callmissed.testing.Database;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A stored payload ends in the thread, whatever happens to the request that delivered it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JournalTest {
    private static final String CUSTOMER = "+16505551234";
    private static final Duration PAST = Duration.ofSeconds(-1);
    private static final Duration FAR = Duration.ofDays(1);

    @Inject
    Vertx vertx;

    @Inject
    Journal journal;

    @Inject
    JournalConfig config;

    @Inject
    PayloadAttempt attempt;

    @Inject
    IngestMetrics metrics;

    @Inject
    Ids ids;

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void worksOffWhatWasLeftPending() {
        run(() -> journal.append(List.of(payload("text")), PAST));
        await().untilAsserted(() -> {
            round(worker());
            assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed");
        });
        assertThat(bot.messages(CUSTOMER)).extracting("content").containsExactly("Does it come in another color?");
    }

    @Test
    void takesUpEveryPendingPayloadAtTheStartAndOnlyDueOnesLater() {
        JournalWorker started = worker();
        round(started);
        run(() -> journal.append(List.of(payload("text")), FAR));
        round(started);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("pending");
        await().untilAsserted(() -> {
            round(worker());
            assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed");
        });
    }

    @Test
    void leasesAPayloadToOneProcess() {
        List<InboundPayload> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            left.add(payload("text"));
        }
        left.forEach(payload -> run(() -> journal.append(List.of(payload), FAR)));
        execute("UPDATE inbound_payload SET lease_until = now() - interval '1 day' WHERE tenant_id = ?");
        List<Journal.Key> taken = run(() -> Uni.join()
                        .all(journal.due(FAR, 100), journal.due(FAR, 100), journal.due(FAR, 100))
                        .andFailFast())
                .stream()
                .flatMap(List::stream)
                .filter(key -> key.tenantId().equals(bot.tenant()))
                .toList();
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(run(() -> journal.due(FAR, 100)))
                .noneMatch(key -> key.tenantId().equals(bot.tenant()));
        execute("DELETE FROM inbound_payload WHERE tenant_id = ?");
    }

    @Test
    void givesUpAfterTheLastAttemptAndKeepsThePayload() {
        InboundPayload payload = payload("text");
        run(() -> journal.append(List.of(payload), FAR));
        List<Boolean> lastOnes = new ArrayList<>();
        PayloadAttempt failing = new PayloadAttempt(journal, config, metrics, List.of(new Processor() {
            @Override
            public Uni<Settlement> process(InboundPayload given, boolean lastAttempt) {
                lastOnes.add(lastAttempt);
                throw new IllegalStateException("the customer said hello");
            }
        }));
        List<Double> pauses = new ArrayList<>();
        for (int i = 0; i < config.attempts(); i++) {
            InboundPayload current = run(() -> journal.find(key(payload)));
            assertThat(current.attempts()).isEqualTo(i);
            run(() -> failing.run(current));
            pauses.add(pause());
        }
        assertThat(lastOnes).hasSize(config.attempts()).endsWith(false, true).containsOnlyOnce(true);
        assertThat(pauses.get(0)).isBetween(25.0, 30.0);
        assertThat(pauses.get(1)).isBetween(55.0, 60.0);
        assertThat(pauses.get(8)).isBetween(3595.0, 3600.0);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed");
        assertThat(column("detail")).startsWith("IllegalStateException at JournalTest.java");
        assertThat(column("encode(body, 'hex')")).isEqualTo(HexFormat.of().formatHex(payload.body()));
        assertThat(run(() -> journal.health()).failed()).isPositive();
        execute("UPDATE inbound_payload SET processed_at = now() - interval '1 year' WHERE tenant_id = ?");
        run(() -> journal.purge(config.retention(), 500));
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed");
    }

    @Test
    void purgesWhatWasSettledLongAgo() {
        bot.post(Fixtures.whatsApp("text")).statusCode(200);
        bot.post(Fixtures.whatsApp("image")).statusCode(200);
        execute("UPDATE inbound_payload SET processed_at = now() - interval '6 days' WHERE tenant_id = ?");
        run(() -> journal.purge(config.retention(), 500));
        assertThat(JournalRows.outcomes(bot.tenant())).hasSize(2);
        execute("UPDATE inbound_payload SET processed_at = now() - interval '8 days' WHERE tenant_id = ?");
        round(worker());
        assertThat(JournalRows.outcomes(bot.tenant())).isEmpty();
        assertThat(bot.messages(CUSTOMER)).hasSize(2);
    }

    @Test
    void acknowledgesWhatIsDurableWhileTheWorkGoesOn() throws SQLException {
        bot.post(Fixtures.whatsApp("text")).statusCode(200);
        try (Connection other = Database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM conversation WHERE tenant_id = '" + bot.tenant() + "' FOR UPDATE");
            long before = System.nanoTime();
            bot.post(Fixtures.whatsApp("image")).statusCode(200);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(config.answerWithin(), config.answerWithin().plusSeconds(5));
            assertThat(bot.messages(CUSTOMER)).hasSize(1);
            assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "pending");
            other.rollback();
        }
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "processed"));
        assertThat(bot.messages(CUSTOMER)).hasSize(2);
    }

    @Test
    void journalsADeliveryForAllRecipientsOrNone() {
        InboundPayload fine = payload("text");
        InboundPayload broken = new InboundPayload(
                null, ids.next(), bot.id(), "whatsapp", bot.phoneNumberId(), fine.body(), null, fine.receivedAt(), 0);
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> run(() -> journal.append(List.of(fine, broken), FAR)));
        assertThat(JournalRows.outcomes(bot.tenant())).isEmpty();
    }

    private InboundPayload payload(String fixture) {
        return new InboundPayload(
                bot.tenant(),
                ids.next(),
                bot.id(),
                "whatsapp",
                bot.phoneNumberId(),
                Fixtures.whatsApp(fixture),
                "request-1",
                Instant.now(),
                0);
    }

    private JournalWorker worker() {
        return new JournalWorker(vertx, journal, config, attempt, metrics);
    }

    private void round(JournalWorker worker) {
        run(worker::round);
    }

    private static Journal.Key key(InboundPayload payload) {
        return new Journal.Key(payload.tenantId(), payload.id());
    }

    private double pause() {
        return Double.parseDouble(column("extract(epoch FROM lease_until - now())"));
    }

    private String column(String expression) {
        return Database.column("SELECT " + expression + " FROM inbound_payload WHERE tenant_id = ?", bot.tenant())
                .get(0);
    }

    private void execute(String sql) {
        Database.update(sql, bot.tenant());
    }

    private static <T> T run(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private abstract static class Processor implements PayloadProcessor {
        @Override
        public String provider() {
            return "whatsapp";
        }
    }
}
