package com.callmissed.whatsapp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.outbound.Outbox;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** The way of a reply from the API to Meta. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DispatchTest {
    private static final String THREE_PARTS = "a".repeat(4_000) + " " + "b".repeat(4_000) + " " + "c".repeat(4_000);

    @Inject
    Outbox outbox;

    private GraphServer graph;
    private ConnectedBot chat;

    @BeforeEach
    void start() {
        graph = GraphServer.ofThisApp();
        chat = ConnectedBot.written();
    }

    @AfterEach
    void stop() {
        graph.close();
    }

    @Test
    void sendsAReply() {
        chat.post("/messages", Map.of("role", "assistant", "content", "Hello, this is Dana."))
                .statusCode(201)
                .body("status", equalTo("queued"), "automatic", equalTo(false));

        Awaitility.await().until(() -> last().get("status"), "sent"::equals);

        GraphMessage sent = onlyMessage();
        assertThat(sent.path()).endsWith("/" + chat.bot().phoneNumberId() + "/messages");
        assertThat(sent.body()).isEqualTo("Hello, this is Dana.");
        assertThat(providerId(last())).isEqualTo(sent.id());
        assertThat(queued()).isZero();
    }

    /** 16 of 32 places are for one tenant. */
    @Test
    void leavesPlacesForOtherTenants() {
        List<ConnectedBot> many = IntStream.rangeClosed(0, 16)
                .mapToObj(i -> ConnectedBot.written(chat.bot()))
                .toList();
        GraphServer.Hold hold = graph.hold(
                message -> many.stream().anyMatch(one -> one.customer().endsWith(message.to())));
        List<String> replies = many.stream().map(one -> one.reply("Hello")).toList();
        hold.awaitArrived(16);
        ConnectedBot other = ConnectedBot.written();
        other.awaitStatus(other.reply("Hello"), "sent");
        assertThat(hold.arrived()).hasSize(16);
        hold.release();
        for (int i = 0; i < replies.size(); i++) {
            many.get(i).awaitStatus(replies.get(i), "sent");
        }
    }

    @Test
    void learnsTheAddressesThatMetaNamesForTheRecipient() {
        String accepted = "{\"contacts\":[{\"input\":\"%1$s\",\"wa_id\":\"%1$s\",\"user_id\":\"US.9\"}],"
                + "\"messages\":[{\"id\":\"%2$s\"}]}";
        graph.replies(chat.customer(), GraphReply.of(200, accepted.formatted(chat.customer(), WhatsAppBot.wamid())));
        chat.reply("Hello");
        Awaitility.await()
                .until(() -> Database.column(
                                        "SELECT 1 FROM contact_identity WHERE tenant_id = ? AND address = 'US.9'",
                                        chat.bot().tenant())
                                .size()
                        == 1);
        chat.bot()
                .post(chat.bot()
                        .payload("{\"from_user_id\":\"US.9\",\"id\":\"" + WhatsAppBot.wamid()
                                + "\",\"type\":\"text\",\"text\":{\"body\":\"my number is hidden now\"}}"));
        assertThat(chat.bot().conversations()).hasSize(1);
        assertThat(chat.messages()).hasSize(3);
    }

    @Test
    void sendsInOrderAndOneAtATime() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.reply("1");
        hold.awaitArrived();
        IntStream.rangeClosed(2, 8).forEach(i -> chat.reply(Integer.toString(i)));
        assertThat(graph.messages(chat.customer())).hasSize(1);

        hold.release();

        Awaitility.await().until(() -> graph.messages(chat.customer()).size() == 8);
        assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
    }

    @Test
    void aConversationThatWaitsHoldsUpNoOther() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.reply("held");
        hold.awaitArrived();
        ConnectedBot other = ConnectedBot.written(chat.bot());
        other.awaitStatus(other.reply("not held"), "sent");
        hold.release();
    }

    @Test
    void sendsALongTextInParts() {
        String text = IntStream.range(0, 2_000).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

        String id = chat.reply(text);

        chat.awaitStatus(id, "sent");
        List<GraphMessage> parts = graph.messages(chat.customer());
        assertThat(parts).hasSizeGreaterThan(3).allSatisfy(part -> assertThat(part.body())
                .hasSizeLessThanOrEqualTo(4_096));
        assertThat(parts.stream().map(GraphMessage::body).collect(Collectors.joining(" ")))
                .isEqualTo(text);
        assertThat(providerId(chat.message(id)))
                .isEqualTo(parts.get(parts.size() - 1).id());
    }

    @Test
    void goesOnWithTheNextPartAfterAFailure() {
        graph.replies(chat.customer(), GraphReply.accepted(), GraphReply.error(400, 131026, "Message undeliverable"));
        String id = chat.reply(("a".repeat(4_000) + " ").repeat(3).strip());
        chat.awaitStatus(id, "failed");
        assertThat(metadata(id)).containsEntry("parts_sent", 1);

        chat.post("/messages/" + id + "/retry", null).statusCode(200).body("status", equalTo("queued"));

        chat.awaitStatus(id, "sent");
        assertThat(graph.messages(chat.customer())).hasSize(4);
        assertThat(chat.message(id).get("metadata")).isNull();
    }

    @Test
    void keepsHowFarALongTextGotWhenTheOutcomeIsUnknown() {
        graph.replies(chat.customer(), GraphReply.accepted(), GraphReply.reset());
        String id = chat.reply(THREE_PARTS);
        chat.awaitStatus(id, "uncertain");
        assertThat(metadata(id)).containsEntry("parts_sent", 1);

        chat.post("/messages/" + id + "/retry", null).statusCode(200);

        chat.awaitStatus(id, "sent");
        assertThat(graph.messages(chat.customer()))
                .extracting(message -> message.body().charAt(0))
                .containsExactly('a', 'b', 'b', 'c');
    }

    @Test
    void learnsFromAReportHowFarALongTextGot() {
        graph.replies(chat.customer(), GraphReply.accepted(), GraphReply.reset());
        String id = chat.reply(THREE_PARTS);
        chat.awaitStatus(id, "uncertain");

        report(
                "delivered",
                "wamid.second",
                graph.messages(chat.customer()).get(1).reference());

        chat.awaitStatus(id, "failed");
        assertThat(metadata(id)).containsEntry("parts_sent", 2);
        assertThat(error(id)).containsEntry("code", "incomplete");
        chat.post("/messages/" + id + "/retry", null).statusCode(200);
        chat.awaitStatus(id, "sent");
        assertThat(graph.messages(chat.customer()))
                .extracting(message -> message.body().charAt(0))
                .containsExactly('a', 'b', 'c');
    }

    @Test
    void failsALongTextOfWhichAPartFailed() {
        GraphServer.Hold hold = graph.hold(message -> message.body().startsWith("c"));
        String id = chat.reply(THREE_PARTS);
        hold.awaitArrived();
        report(
                "delivered",
                "wamid.first",
                graph.messages(chat.customer()).get(0).reference());
        assertThat(chat.message(id)).containsEntry("status", "sending");

        report("failed", "wamid.second", graph.messages(chat.customer()).get(1).reference());

        chat.awaitStatus(id, "failed");
        assertThat(metadata(id)).containsEntry("parts_sent", 1);
        hold.release();
    }

    @Test
    void sendsNothingElseWhileALaterMessageIsOnItsWay() {
        graph.replies(chat.customer(), GraphReply.error(400, 131026, "Message undeliverable"));
        String first = chat.reply("1");
        chat.awaitStatus(first, "failed");
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.reply("2");
        hold.awaitArrived();

        chat.post("/messages/" + first + "/retry", null).statusCode(200);
        assertThat(outbox.claim(chat.bot().tenant(), UUID.fromString(chat.conversation()))
                        .await()
                        .atMost(Duration.ofSeconds(10)))
                .isNull();

        hold.release();
        chat.awaitStatus(first, "sent");
        assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactly("1", "2", "1");
    }

    @Test
    void sendsAgainWhatMetaReportedAsFailedWhileItWaited() {
        graph.replies(
                chat.customer(),
                GraphReply.error(500, 131000, "Something went wrong").with("Retry-After", "60"));
        String id = chat.reply("Hello");
        Awaitility.await().until(() -> failures() == 1);
        report("failed", "wamid.late", onlyMessage().reference());
        chat.awaitStatus(id, "failed");
        chat.post("/messages/" + id + "/retry", null).statusCode(200);
        chat.awaitStatus(id, "sent");
    }

    @Test
    void givesUpAfterManyTries() {
        graph.replies(
                message -> GraphReply.error(500, 131000, "Something went wrong").with("Retry-After", "60"));
        String id = chat.reply("Hello");
        Awaitility.await().until(() -> failures() == 1);
        Database.update(
                "UPDATE outbox SET failures = 19, due_at = now() WHERE tenant_id = ?",
                chat.bot().tenant());
        chat.awaitStatus(id, "failed");
        assertThat(error(id)).containsEntry("code", "unavailable");
        assertThat(graph.messages(chat.customer())).hasSize(2);
    }

    @Test
    void triesAgainWhenMetaIsBusyOrBroken() {
        graph.replies(
                chat.customer(),
                GraphReply.error(500, 131000, "Something went wrong"),
                GraphReply.error(429, 130429, "Rate limit hit").with("Retry-After", "1"),
                GraphReply.accepted());
        chat.awaitStatus(chat.reply("Hello"), "sent");
        assertThat(graph.messages(chat.customer())).hasSize(3);
    }

    @Test
    void keepsWhyMetaRefuses() {
        graph.replies(chat.customer(), GraphReply.error(400, 131026, "Message undeliverable", "No such number"));
        String id = chat.reply("Hello");
        chat.awaitStatus(id, "failed");
        assertThat(error(id))
                .containsEntry("code", 131026)
                .containsEntry("details", "No such number")
                .hasEntrySatisfying("title", title -> assertThat((String) title).isNotBlank());
        assertThat(graph.messages(chat.customer())).hasSize(1);
    }

    @Test
    void neverRepeatsWhatMayHaveArrived() {
        graph.replies(chat.customer(), GraphReply.reset());
        String id = chat.reply("Perhaps");
        chat.awaitStatus(id, "uncertain");
        chat.awaitStatus(chat.reply("Next"), "sent");
        assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactly("Perhaps", "Next");
    }

    @Test
    void learnsFromAReportWhatTheAnswerDidNotTell() {
        graph.replies(chat.customer(), GraphReply.reset());
        String id = chat.reply("Perhaps");
        chat.awaitStatus(id, "uncertain");

        report("delivered", "wamid.known-by-meta", onlyMessage().reference());

        chat.awaitStatus(id, "delivered");
        assertThat(providerId(chat.message(id))).isEqualTo("wamid.known-by-meta");
        report("read", "wamid.known-by-meta", null);
        chat.awaitStatus(id, "read");
    }

    @Test
    void learnsFromAnEchoWhatTheAnswerDidNotTell() {
        graph.replies(chat.customer(), GraphReply.reset());
        String id = chat.reply("Perhaps");
        chat.awaitStatus(id, "uncertain");
        int messages = chat.messages().size();
        int epoch = chat.get().getInt("autoreply.epoch");

        chat.bot()
                .post(chat.bot().echo(chat.customer().substring(1), WhatsAppBot.wamid(), "Perhaps"))
                .statusCode(200);

        chat.awaitStatus(id, "sent");
        assertThat(chat.messages()).hasSize(messages);
        assertThat(chat.get().getInt("autoreply.epoch")).isEqualTo(epoch);
    }

    @Test
    void believesAReportThatIsFasterThanTheAnswer() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        String id = chat.reply("Hello");
        GraphMessage message = hold.awaitArrived();
        report("delivered", message.id(), message.reference());
        chat.awaitStatus(id, "delivered");

        hold.release();

        Awaitility.await().until(() -> queued() == 0);
        assertThat(chat.message(id).get("status")).isEqualTo("delivered");
        assertThat(providerId(chat.message(id))).isEqualTo(message.id());
    }

    @Test
    void marksAMessageUncertainWhoseSenderIsGoneAndBelievesItWhenItComesBack() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        String id = chat.reply("Hello");
        hold.awaitArrived();
        endLease();
        // Like another process, which knows nothing about the work of this one.
        assertThat(outbox.claim(chat.bot().tenant(), UUID.fromString(chat.conversation()))
                        .await()
                        .atMost(Duration.ofSeconds(10)))
                .isNull();
        chat.awaitStatus(id, "uncertain");
        assertThat(queued()).isZero();

        hold.release();

        chat.awaitStatus(id, "sent");
        assertThat(graph.messages(chat.customer())).hasSize(1);
    }

    @Test
    void ignoresReportsAboutAnEarlierAttempt() {
        graph.replies(chat.customer(), GraphReply.reset(), GraphReply.accepted());
        String id = chat.reply("Perhaps");
        chat.awaitStatus(id, "uncertain");
        String first = onlyMessage().reference();
        chat.post("/messages/" + id + "/retry", null).statusCode(200);
        chat.awaitStatus(id, "sent");
        assertThat(graph.messages(chat.customer()).get(1).reference()).isNotEqualTo(first);

        report("failed", "wamid.first", first);

        assertThat(chat.message(id).get("status")).isEqualTo("sent");
    }

    @Test
    void refusesToRepeatWhatDidNotFail() {
        String id = chat.reply("Hello");
        chat.awaitStatus(id, "sent");
        ErrorEnvelope.assertError(
                chat.post("/messages/" + id + "/retry", null),
                ErrorCode.CONFLICT,
                "Only a message that failed or is uncertain can be sent again");
        ErrorEnvelope.assertError(
                chat.post("/messages/" + UUID.randomUUID() + "/retry", null), ErrorCode.NOT_FOUND, "Message not found");
        assertThat(graph.messages(chat.customer())).hasSize(1);
    }

    @Test
    void refusesRepliesOutsideTheWindowBeforeMetaDoes() {
        closeWindow();
        ErrorEnvelope.assertError(
                chat.post("/messages", Map.of("role", "assistant", "content", "Too late")),
                ErrorCode.REPLY_WINDOW_CLOSED,
                "WhatsApp takes replies for 24 hours after the customer's last message; that time is over");
        assertThat(chat.messages()).hasSize(1);
        assertThat(chat.get().getInt("autoreply.epoch")).isZero();
        assertThat(graph.messages(chat.customer())).isEmpty();
    }

    @Test
    void failsWhatWaitsWhenTheWindowCloses() {
        graph.replies(
                message -> GraphReply.error(500, 131000, "Something went wrong").with("Retry-After", "1"));
        String id = chat.reply("Hello");
        Awaitility.await().until(() -> !graph.messages(chat.customer()).isEmpty());
        closeWindow();
        chat.awaitStatus(id, "failed");
        assertThat(error(id)).containsEntry("code", "reply_window_closed");
    }

    @Test
    void failsWhatABotWithoutANumberShouldSend() {
        Database.update(
                "DELETE FROM bot_channel WHERE tenant_id = ?", chat.bot().tenant());
        String id = chat.reply("Hello");
        chat.awaitStatus(id, "failed");
        assertThat(error(id)).containsEntry("code", "not_connected");
    }

    @Test
    void sendsOnlyText() {
        ErrorEnvelope.assertInvalid(
                chat.post("/messages", Map.of("role", "assistant", "content", "x", "message_type", "image")),
                "message_type",
                "must be text for a reply on WhatsApp");
    }

    @Test
    void refusesAReplyToAnOldQuestion() {
        chat.write("And one more thing");
        ErrorEnvelope.assertError(
                chat.post("/messages", Map.of("role", "assistant", "content", "Sure", "based_on_seq", 1)),
                ErrorCode.THREAD_MOVED,
                "The customer has written since message 1");
        assertThat(chat.get().getInt("autoreply.epoch")).isZero();
        chat.post("/messages", Map.of("role", "assistant", "content", "Sure", "based_on_seq", 2))
                .statusCode(201);
        chat.post("/messages", Map.of("role", "assistant", "content", "Anything else?", "based_on_seq", 2))
                .statusCode(201);
        ErrorEnvelope.assertInvalid(
                chat.post("/messages", Map.of("role", "user", "content", "x", "based_on_seq", 2)),
                "based_on_seq",
                "is only for a reply");
    }

    @Test
    void refusesASecondReplyToTheSameQuestionBySomebodyElse() {
        JsonPath agents =
                JsonPath.from(new FieldCase().read("89-two-agents.json").replace("@SEQ@", "1"));
        Map<String, Object> reply = reply(agents, "reply_a");
        chat.post("/messages", reply).statusCode(201);
        String colleague =
                TestTokens.sign(TestTokens.claims(chat.bot().tenant(), "agent").subject("colleague"));
        ErrorEnvelope.assertError(
                RestAssured.given()
                        .auth()
                        .preemptive()
                        .oauth2(colleague)
                        .contentType("application/json")
                        .body(reply(agents, "reply_b"))
                        .post("/api/v1/conversations/{id}/messages", chat.conversation())
                        .then(),
                ErrorCode.THREAD_MOVED,
                "Somebody else has replied since message 1");
        assertThat(chat.messages()).hasSize(2);
        chat.post("/messages", reply).statusCode(201);
    }

    private static Map<String, Object> reply(JsonPath agents, String name) {
        return Map.of(
                "role", "assistant", "content", agents.getString(name), "based_on_seq", agents.getInt("based_on_seq"));
    }

    @Test
    void waitsForNoSenderWhenAPersonIsSending() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.reply("Mine");
        hold.awaitArrived();
        chat.autoreply(false).body("in_flight", equalTo(null));
        hold.release();
    }

    private void endLease() {
        Database.update(
                "UPDATE outbox SET due_at = now() - interval '1 second' WHERE tenant_id = ?",
                chat.bot().tenant());
    }

    private void closeWindow() {
        Database.update(
                "UPDATE conversation SET last_inbound_at = now() - interval '24 hours' WHERE tenant_id = ?",
                chat.bot().tenant());
    }

    private void report(String status, String wamid, String reference) {
        String report = WhatsAppBot.status(wamid, status);
        String referenced = reference == null
                ? report
                : report.replaceFirst("\\{", "{\"biz_opaque_callback_data\":\"" + reference + "\",");
        chat.bot().post(chat.bot().statuses(referenced)).statusCode(200);
    }

    private Map<String, Object> last() {
        List<Map<String, Object>> messages = chat.messages();
        return messages.get(messages.size() - 1);
    }

    private GraphMessage onlyMessage() {
        List<GraphMessage> messages = graph.messages(chat.customer());
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private String providerId(Map<String, Object> message) {
        return Database.column(
                        "SELECT provider_message_id FROM message WHERE tenant_id = ? AND id = ?",
                        chat.bot().tenant(),
                        UUID.fromString((String) message.get("id")))
                .get(0);
    }

    private int failures() {
        return Database.column(
                        "SELECT failures FROM outbox WHERE tenant_id = ?",
                        chat.bot().tenant())
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private int queued() {
        return Database.column(
                        "SELECT 1 FROM outbox WHERE tenant_id = ?", chat.bot().tenant())
                .size();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> metadata(String id) {
        return (Map<String, Object>) chat.message(id).get("metadata");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> error(String id) {
        return (Map<String, Object>) metadata(id).get("error");
    }
}
