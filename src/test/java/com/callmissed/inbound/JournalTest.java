package com.callmissed.inbound;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;
import com.callmissed.testing.Database;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static com.callmissed.inbound.JournalSteps.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A stored payload ends in the thread, whatever happens to the request that delivered it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JournalTest {
    private static final String CUSTOMER = "+16505551234";
    private static final Duration FAR = Duration.ofDays(1);

    @Inject
    Vertx vertx;

    @Inject
    Journal journal;

    @Inject
    JournalQueue queue;

    @Inject
    JournalConfig config;

    @Inject
    JournalWorker worker;

    @Inject
    WorkerOffload offload;

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
        run(() -> journal.append(List.of(payload("text")), null, FAR));
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed"));
        assertThat(column("traceparent")).as("while traces are off").isNull();
        assertThat(bot.messages(CUSTOMER)).extracting("content").containsExactly("Does it come in another color?");
    }

    @Test
    void takesUpEveryPendingPayloadAtTheStartAndOnlyDueOnesLater() {
        run(() -> journal.append(List.of(payload("text")), ids.next(), FAR));
        JournalUpkeep started = upkeep();
        run(started::round);
        assertThat(pause()).isBetween(10.0, 15.0);
        execute("UPDATE inbound_payload SET claim = NULL, lease_until = now() + interval '1 day' WHERE tenant_id = ?");
        run(started::round);
        assertThat(pause()).isGreaterThan(3600);
        run(upkeep()::round);
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed"));
    }

    @Test
    void givesUpAfterTheLastAttemptAndKeepsThePayload() {
        InboundPayload payload = payload("text");
        UUID claim = ids.next();
        run(() -> journal.append(List.of(payload), claim, FAR));
        PayloadAttempt failing = new PayloadAttempt(journal, config, metrics, offload, List.of(new Unable()));
        List<Double> pauses = new ArrayList<>();
        for (int i = 0; i < config.attempts(); i++) {
            assertThat(column("attempts")).isEqualTo(Integer.toString(i));
            InboundPayload current = attempted(payload, i);
            execute("UPDATE inbound_payload SET claim = '%s' WHERE tenant_id = ?".formatted(claim));
            run(() -> failing.run(ClaimedPayload.stored(current, claim), () -> false));
            pauses.add(pause());
        }
        assertThat(pauses.get(0)).isBetween(25.0, 30.0);
        assertThat(pauses.get(1)).isBetween(55.0, 60.0);
        assertThat(pauses.get(8)).isBetween(3595.0, 3600.0);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed");
        assertThat(column("detail")).startsWith("IllegalStateException at JournalTest.java");
        assertThat(column("encode(body, 'hex')")).isEqualTo(HexFormat.of().formatHex(payload.body()));
        assertThat(run(() -> journal.health()).failed()).isPositive();
        execute("UPDATE inbound_payload SET processed_at = now() - interval '1 year' WHERE tenant_id = ?");
        run(upkeep()::round);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed");
    }

    /** Otherwise one payload that fails would look for hours as if nothing were processed. */
    @Test
    void measuresTheAgeOfThePayloadsThatHaveNotFailed() {
        run(() -> journal.append(List.of(payload("text")), ids.next(), FAR));
        execute("UPDATE inbound_payload SET received_at = now() - interval '1 day' WHERE tenant_id = ?");
        assertThat(run(() -> journal.health()).oldestPendingSeconds()).isGreaterThan(80_000);
        execute("UPDATE inbound_payload SET attempts = 1 WHERE tenant_id = ?");
        Journal.Health health = run(() -> journal.health());
        assertThat(health.pending()).isPositive();
        assertThat(health.oldestPendingSeconds()).isLessThan(80_000);
        execute("DELETE FROM inbound_payload WHERE tenant_id = ?");
    }

    @Test
    void purgesWhatWasSettledLongAgo() {
        bot.post(Fixtures.whatsApp("text")).statusCode(200);
        bot.post(Fixtures.whatsApp("image")).statusCode(200);
        execute("UPDATE inbound_payload SET processed_at = now() - interval '6 days' WHERE tenant_id = ?");
        run(() -> journal.purge(config.retention(), 500));
        assertThat(JournalRows.outcomes(bot.tenant())).hasSize(2);
        execute("UPDATE inbound_payload SET processed_at = now() - interval '8 days' WHERE tenant_id = ?");
        run(upkeep()::round);
        assertThat(JournalRows.outcomes(bot.tenant())).isEmpty();
        assertThat(bot.messages(CUSTOMER)).hasSize(2);
    }

    @Test
    void keepsAnUnreadablePayloadForALongTime() {
        bot.post("{\"phone_number_id\":\"" + bot.phoneNumberId() + "\", nonsense")
                .statusCode(200);
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("unreadable"));
        assertThat(run(() -> journal.health()).unreadable()).isPositive();
        execute("UPDATE inbound_payload SET processed_at = now() - interval '89 days' WHERE tenant_id = ?");
        run(upkeep()::round);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("unreadable");
        execute("UPDATE inbound_payload SET processed_at = now() - interval '91 days' WHERE tenant_id = ?");
        run(upkeep()::round);
        assertThat(JournalRows.outcomes(bot.tenant())).isEmpty();
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
                .isThrownBy(() -> run(() -> journal.append(List.of(fine, broken), null, FAR)));
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

    private static InboundPayload attempted(InboundPayload payload, int attempts) {
        return new InboundPayload(
                payload.tenantId(),
                payload.id(),
                payload.botId(),
                payload.provider(),
                payload.address(),
                payload.body(),
                payload.requestId(),
                payload.receivedAt(),
                attempts);
    }

    private JournalUpkeep upkeep() {
        return new JournalUpkeep(vertx, journal, queue, config, metrics, worker);
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

    private static final class Unable implements PayloadProcessor {
        @Override
        public String provider() {
            return "whatsapp";
        }

        @Override
        public List<PayloadPart> read(InboundPayload payload) {
            throw new IllegalStateException("the customer said hello");
        }
    }
}
