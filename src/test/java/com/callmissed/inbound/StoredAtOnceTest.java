package com.callmissed.inbound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A payload of one message or one report is stored with its row of the journal and its event, in one transaction. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StoredAtOnceTest {
    private static final String CUSTOMER = "16505551234";

    @Inject
    Journal journal;

    @Inject
    Ids ids;

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void storesAMessageInOneTransaction() {
        onAFastMachine(() -> {
            bot.post(text("Hello")).statusCode(200);
            String rows = Stream.of("inbound_payload", "message", "conversation", "event")
                    .map(table -> "SELECT xmin, tenant_id FROM " + table)
                    .collect(Collectors.joining(" UNION "));
            assertThat(Database.column(
                            "SELECT DISTINCT xmin::text FROM (" + rows + ") t WHERE tenant_id = ?", bot.tenant()))
                    .as("transactions of the payload, the message, the thread and the event")
                    .hasSize(1);
            assertThat(settled()).containsExactly("processed 1 1 0");
        });
    }

    @Test
    void storesAReportInOneTransaction() {
        onAFastMachine(() -> {
            bot.post(bot.statuses(WhatsAppBot.status(WhatsAppBot.wamid(), "delivered")))
                    .statusCode(200);
            assertThat(settled()).containsExactly("processed 1 1 0");
            assertThat(updatedLater()).containsExactly("false");
        });
    }

    @Test
    void journalsSeveralMessagesFirst() {
        bot.post(bot.payload(
                        WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"first\"}"),
                        WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"second\"}")))
                .statusCode(200);
        await().untilAsserted(() -> assertThat(settled()).containsExactly("processed 2 2 0"));
        assertThat(updatedLater()).containsExactly("true");
    }

    @Test
    void keepsOneRowOfAPayloadThatWaitsForALock() {
        bot.post(text("first")).statusCode(200);
        try (HeldTransaction held =
                HeldTransaction.of("SELECT FROM conversation WHERE tenant_id = ? FOR UPDATE", bot.tenant())) {
            bot.post(text("second")).statusCode(200);
            assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "pending");
            held.commit();
        }
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "processed"));
        assertThat(bot.messages("+" + CUSTOMER)).extracting("content").containsExactly("first", "second");
    }

    /** The first one is left to the journal while the second one, which is younger, still waits for the same lock. */
    @Test
    void keepsTheOrderOfPayloadsThatWaitForALock() {
        bot.post(text("first")).statusCode(200);
        CompletableFuture<Void> second;
        CompletableFuture<Void> third;
        try (HeldTransaction held =
                HeldTransaction.of("SELECT FROM conversation WHERE tenant_id = ? FOR UPDATE", bot.tenant())) {
            second = OwnThread.run(() -> bot.post(text("second")).statusCode(200));
            held.awaitBlocked();
            third = OwnThread.run(() -> bot.post(text("third")).statusCode(200));
            await().until(() -> JournalRows.outcomes(bot.tenant()).contains("pending"));
            held.commit();
        }
        assertThat(CompletableFuture.allOf(second, third)).succeedsWithin(Duration.ofSeconds(20));
        await().untilAsserted(() ->
                assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "processed", "processed"));
        assertThat(bot.messages("+" + CUSTOMER)).extracting("content").containsExactly("first", "second", "third");
    }

    @Test
    void doesNotOvertakeAPayloadThatIsBeingProcessed() {
        append(text("first"), ids.next());
        bot.post(text("second")).statusCode(200);
        await().untilAsserted(() -> assertThat(atOnce()).containsExactly("false"));
        Database.update("UPDATE inbound_payload SET lease_until = now() WHERE tenant_id = ?", bot.tenant());
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "processed"));
        assertThat(bot.messages("+" + CUSTOMER)).hasSize(2);
    }

    private List<String> atOnce() {
        return Database.column(
                "SELECT (processed_at = lease_until)::text FROM inbound_payload"
                        + " WHERE tenant_id = ? AND outcome <> 'pending'",
                bot.tenant());
    }

    @Test
    void doesNotOvertakeAPayloadThatWaits() {
        append(text("first"), ids.next());
        append(text("second"), null);
        bot.post(text("third")).statusCode(200);
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("pending", "pending", "pending");
        assertThat(bot.conversations()).isEmpty();
        Database.update(
                "UPDATE inbound_payload SET lease_until = now() WHERE tenant_id = ? AND claim IS NOT NULL",
                bot.tenant());
        await().untilAsserted(() ->
                assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed", "processed", "processed"));
        assertThat(bot.messages("+" + CUSTOMER)).extracting("content").containsExactly("first", "second", "third");
    }

    /** A payload that takes too long goes through the journal, which a slow machine may need some attempts to avoid. */
    private void onAFastMachine(Runnable assertions) {
        await().untilAsserted(() -> {
            bot = WhatsAppBot.create();
            assertions.run();
        });
    }

    private void append(String body, UUID claim) {
        InboundPayload payload = JournalSteps.payload(bot, ids.next(), body.getBytes(StandardCharsets.UTF_8));
        JournalSteps.run(() -> journal.append(List.of(payload), claim, Duration.ofHours(1)));
    }

    private String text(String words) {
        return bot.text(CUSTOMER, WhatsAppBot.wamid(), words);
    }

    private List<String> settled() {
        return Database.column(
                "SELECT concat_ws(' ', outcome, parts, parts_done, attempts, claim) FROM inbound_payload"
                        + " WHERE tenant_id = ?",
                bot.tenant());
    }

    /** Whether the row was stored before it was settled: {@code now()} is the begin of a transaction. */
    private List<String> updatedLater() {
        return Database.column(
                "SELECT (processed_at <> lease_until)::text FROM inbound_payload WHERE tenant_id = ?", bot.tenant());
    }
}
