package com.callmissed.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.callmissed.call.CallEndings;
import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.inbound.ChannelInbox;
import com.callmissed.inbound.ChannelMessage;
import com.callmissed.outbound.DeliveryReport;
import com.callmissed.outbound.DeliveryReports;
import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.outbound.SendResult;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageType;

import static org.assertj.core.api.Assertions.assertThat;

/** A later event never has an older conversation, whatever changes a message while the customer writes. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class NewestEventTest {
    private static final String BLOCKED_BY = "SELECT pid FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))";
    private static final String TEXT = "Yes, we are open";

    @Inject
    ChannelInbox inbox;

    @Inject
    DeliveryReports reports;

    @Inject
    Outbox outbox;

    @Inject
    CallEndings endings;

    private final Api api = Api.ofFreshTenant();
    private final UUID message = UUID.randomUUID();
    private final String customer = Api.randomNumber();
    private UUID bot;
    private UUID conversation;

    /** The statements that change a message of the business without the conversation. */
    enum Change {
        REPORT,
        ECHO,
        OUTCOME,
        UNCOLLECTED
    }

    /** A finished conversation whose last message is one of the business and is being sent. */
    @BeforeEach
    void send() {
        bot = UUID.fromString(api.createBot("Shop"));
        conversation = UUID.fromString(api.openConversation(bot.toString(), "whatsapp", customer));
        api.say(conversation.toString(), "user", "Hello?");
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                VALUES (?, ?, ?, ?, 2, 'assistant', ?, 'text', 'sending', now())
                """, api.tenant(), message, conversation, bot, TEXT);
        Database.update("""
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, due_at)
                VALUES (?, ?, 2, ?, 'voice', 'infinity')
                """, api.tenant(), conversation, message);
        Database.update(
                "UPDATE conversation SET message_count = 2, status = 'completed', ai_autoreply_enabled = false"
                        + " WHERE id = ?",
                conversation);
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfAMessageThatWasStoredBefore(Change change) {
        CompletableFuture<?> written;
        CompletableFuture<?> changed;
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", api.tenant())) {
            written = customerWrites();
            int writer = log.awaitBlocked();
            changed = start(change);
            awaitDoneOrBlockedBy(writer, changed);
        }
        assertThatEventsGoForward(written, changed);
    }

    @ParameterizedTest
    @EnumSource
    void tellsBeforeAMessageThatIsStoredBehindIt(Change change) {
        CompletableFuture<?> written;
        CompletableFuture<?> changed;
        try (HeldTransaction held = HeldTransaction.of("SELECT FROM message WHERE id = ? FOR UPDATE", message)) {
            changed = start(change);
            int changer = held.awaitBlocked();
            written = customerWrites();
            awaitDoneOrBlockedBy(changer, written);
        }
        assertThatEventsGoForward(written, changed);
    }

    @Test
    void waitsForNobodyWithAReportThatIsNoNews() throws Exception {
        Database.update("UPDATE message SET status = 'read' WHERE id = ?", message);
        HeldTransaction held = HeldTransaction.of("SELECT FROM conversation WHERE id = ? FOR UPDATE", conversation);
        try {
            assertThat(start(Change.REPORT).get(10, TimeUnit.SECONDS)).isEqualTo(true);
        } finally {
            held.close();
        }
        assertThat(statuses()).isEmpty();
    }

    @Test
    void leavesAMessageAloneThatWasTriedAgainMeanwhile() {
        CompletableFuture<?> reported;
        try (HeldTransaction held =
                HeldTransaction.of("SELECT FROM conversation WHERE id = ? FOR UPDATE", conversation)) {
            reported = start(Change.REPORT);
            held.awaitBlocked();
            Database.update("UPDATE message SET send_attempt = 2, status = 'queued' WHERE id = ?", message);
        }
        assertThat(reported.join()).isEqualTo(true);
        assertThat(status()).isEqualTo("queued");
        assertThat(statuses()).isEmpty();
    }

    private CompletableFuture<Boolean> customerWrites() {
        return run(inbox.receive(message(MessageRole.USER, "And tomorrow?"), null, CommitGuard.NONE));
    }

    private CompletableFuture<?> start(Change change) {
        return switch (change) {
            case REPORT ->
                run(reports.report(
                        new DeliveryReport(
                                api.tenant(),
                                bot,
                                WhatsAppBot.wamid(),
                                DeliveryStatus.DELIVERED,
                                Instant.now(),
                                null,
                                new DeliveryReport.Reference(message, 1, 0, true)),
                        null,
                        CommitGuard.NONE));
            case ECHO -> run(inbox.receive(message(MessageRole.ASSISTANT, TEXT), null, CommitGuard.NONE));
            case OUTCOME ->
                run(outbox.settle(
                        new OutgoingMessage(
                                api.tenant(),
                                conversation,
                                bot,
                                2,
                                message,
                                null,
                                customer,
                                false,
                                TEXT,
                                false,
                                1,
                                0,
                                0,
                                null,
                                0),
                        new SendResult.Accepted(WhatsAppBot.wamid())));
            case UNCOLLECTED -> {
                Database.update(
                        "UPDATE outbox SET due_at = now() - interval '1 hour' WHERE tenant_id = ?", api.tenant());
                yield run(endings.failUncollected(api.tenant(), Duration.ofMinutes(5), 100));
            }
        };
    }

    private ChannelMessage message(MessageRole role, String text) {
        return new ChannelMessage(
                api.tenant(),
                bot,
                Channel.WHATSAPP,
                role,
                Customer.of(CustomerAddress.ofWhatsApp(customer, bot)),
                WhatsAppBot.wamid(),
                MessageType.TEXT,
                text,
                true,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static <T> CompletableFuture<T> run(Uni<T> work) {
        return work.subscribeAsCompletionStage();
    }

    private static void awaitDoneOrBlockedBy(int pid, CompletableFuture<?> work) {
        Awaitility.await()
                .until(() -> work.isDone() || !Database.column(BLOCKED_BY, pid).isEmpty());
    }

    private void assertThatEventsGoForward(CompletableFuture<?> written, CompletableFuture<?> changed) {
        written.join();
        changed.join();
        // a later round ends what was locked during this one
        Awaitility.await().until(() -> !status().equals("sending"));
        Awaitility.await().until(() -> statuses().size() == 1);

        List<Map<String, Object>> told = events().getList("data.conversation");
        assertThat(told).extracting("message_count", Integer.class).isSorted().contains(1, 3);
        assertThat(told)
                .extracting(state -> Instant.parse((String) state.get("updated_at")))
                .isSorted();
        assertThat(told.get(told.size() - 1))
                .containsEntry("status", "active")
                .isEqualTo(get("/api/v1/conversations/" + conversation).getMap("$"));
    }

    private List<String> statuses() {
        return events().getList("findAll { it.type == 'message.status' }.type");
    }

    private JsonPath events() {
        return get("/api/v1/events?limit=500");
    }

    private String status() {
        return Database.column("SELECT status FROM message WHERE id = ?", message)
                .get(0);
    }

    private JsonPath get(String path) {
        return api.as().get(path).then().statusCode(200).extract().jsonPath();
    }
}
