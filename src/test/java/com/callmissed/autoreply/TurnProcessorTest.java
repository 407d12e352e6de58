package com.callmissed.autoreply;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.draft.DraftStore;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.Management;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.thread.Channel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** The bot answers by itself, with what people have saved for it, exactly when it may. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TurnProcessorTest {
    private static final String ANSWER = "From ten to four.";
    private static final String ACKNOWLEDGEMENT = "Thank you for your message. Shop will get back to you shortly.";
    private static final String UNKNOWN = "Can I bring my dog?";

    @TestHTTPResource("/")
    URI base;

    @Inject
    MeterRegistry registry;

    @Inject
    Turns turns;

    @Inject
    DraftStore store;

    @Inject
    LoopBrake brake;

    @Inject
    AutoreplyConfig config;

    private GraphServer graph;
    private ConnectedBot chat;

    @BeforeEach
    void start() {
        graph = GraphServer.ofThisApp();
        chat = written();
    }

    private static ConnectedBot written() {
        WhatsAppBot bot = WhatsAppBot.create();
        AutomaticAnswers.save(bot.tenant(), bot.id(), ANSWER, "open", "sunday", "question");
        return ConnectedBot.written(bot, Api.randomNumber(), "Are you open?");
    }

    @AfterEach
    void stop() {
        graph.close();
    }

    @Test
    void answersACustomer() {
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 2);
        Map<String, Object> answer = chat.messages().get(1);
        assertThat(answer)
                .containsEntry("role", "assistant")
                .containsEntry("content", ANSWER)
                .containsEntry("seq", 2)
                .containsEntry("automatic", true);
        chat.awaitStatus((String) answer.get("id"), "sent");
        assertThat(sent()).containsExactly(ANSWER);
        assertThat(chat.get().getMap("autoreply"))
                .containsEntry("enabled", true)
                .containsEntry("epoch", 0);
        assertThat(chat.isAsked()).isFalse();
    }

    @Test
    void answersWhatComesThroughTheApi() {
        Api api = Api.ofFreshTenant();
        String id = api.openConversation(api.createBot("Desk"));
        api.say(id, "user", "Are you open?");
        Database.update("UPDATE autoreply_turn SET due_at = now() WHERE tenant_id = ?", api.tenant());
        Awaitility.await()
                .until(() -> api.as()
                                .get("/api/v1/conversations/{id}/messages", id)
                                .jsonPath()
                                .getList("content")
                                .size()
                        == 2);
    }

    @Test
    void asksNobodyWhenItMayNotAnswer() {
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 2);

        chat.autoreply(false);
        chat.write("Paused");
        assertThat(chat.isAsked()).isFalse();
        chat.autoreply(true);
        status("escalated");
        chat.write("Escalated");
        assertThat(chat.isAsked()).isFalse();
        status("active");
        toggleBot();
        chat.write("Nobody there");
        assertThat(chat.isAsked()).isFalse();
        toggleBot();
        chat.bot()
                .post(chat.bot()
                        .payload(WhatsAppBot.message(
                                chat.customer().substring(1),
                                WhatsAppBot.wamid(),
                                "location",
                                "\"location\":{\"latitude\":1,\"longitude\":2}")))
                .statusCode(200);
        assertThat(chat.isAsked()).isFalse();
        chat.bot()
                .post(chat.bot().text(chat.customer().substring(1), WhatsAppBot.wamid(), "Sent a year ago"))
                .statusCode(200);
        assertThat(chat.isAsked()).isFalse();
        chat.write("And now?");
        assertThat(chat.isAsked()).isTrue();
    }

    @Test
    void givesTheConversationToPeopleWithAnAcknowledgement() {
        acknowledge();
        Map<String, Object> acknowledgement = chat.messages().get(3);
        assertThat(acknowledgement)
                .containsEntry("role", "assistant")
                .containsEntry("content", ACKNOWLEDGEMENT)
                .containsEntry("automatic", true);
        chat.awaitStatus((String) acknowledgement.get("id"), "sent");
        assertThat(sent()).containsExactly(ANSWER, ACKNOWLEDGEMENT);
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
        assertThat(chat.get().getString("status_reason")).isEqualTo("no_answer");
        assertThat(chat.get().getMap("autoreply"))
                .containsEntry("enabled", true)
                .containsEntry("epoch", 1);
        assertThat(chat.isAsked()).isFalse();
        // What the customer writes now waits for a person.
        chat.write("Are you open at all?");
        assertThat(chat.isAsked()).isFalse();
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
    }

    @Test
    void showsTheEscalationWithTheAcknowledgement() {
        answerFirst();
        try (SocketClient socket = socket()) {
            chat.write(UNKNOWN);
            chat.endQuietTime();
            assertThat(socket.nextJson().path("type").asText()).isEqualTo("message.received");
            var said = socket.nextJson();
            var escalated = socket.nextJson();
            assertThat(said.path("type").asText()).isEqualTo("message.sent");
            assertThat(said.at("/data/message/content").asText()).isEqualTo(ACKNOWLEDGEMENT);
            assertThat(escalated.path("type").asText()).isEqualTo("conversation.status_changed");
            assertThat(escalated.path("seq").asLong())
                    .isEqualTo(said.path("seq").asLong() + 1);
            assertThat(escalated.at("/actor/kind").asText()).isEqualTo("bot");
            for (var event : List.of(said, escalated)) {
                assertThat(event.at("/data/conversation/status").asText()).isEqualTo("escalated");
                assertThat(event.at("/data/conversation/status_reason").asText())
                        .isEqualTo("no_answer");
            }
        }
    }

    @Test
    void saysNothingToACustomerWhomAPersonAnswersMeanwhile() {
        answerFirst();
        chat.write(UNKNOWN);
        chat.autoreply(false);
        chat.endQuietTime();
        Awaitility.await().until(() -> !chat.isAsked());
        assertThat(chat.messages()).hasSize(3);
        assertThat(chat.get().getString("status")).isEqualTo("active");
        assertThat(chat.get().getString("status_reason")).isNull();
    }

    /** It was stored while the bot could speak, and a person is faster than its sender. */
    @Test
    void leavesAnAcknowledgementUnsentWhenAPersonTakesOver() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.write(UNKNOWN);
        chat.endQuietTime();
        hold.awaitArrived();
        hold.release(GraphReply.error(500, 131000, "Something went wrong").with("Retry-After", "1"));
        chat.reply("This is Dana");
        String acknowledgement = (String) chat.messages().get(2).get("id");
        chat.awaitStatus(acknowledgement, "failed");
        assertThat(chat.message(acknowledgement))
                .extracting("metadata.error.code")
                .isEqualTo("taken_over");
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
    }

    @Test
    void givesTheConversationToPeopleWhenItGivesUp() {
        try (SocketClient socket = socket()) {
            Database.update(
                    "UPDATE autoreply_turn SET failures = 100, due_at = now() WHERE tenant_id = ?",
                    chat.bot().tenant());
            var dropped = socket.nextJson();
            assertThat(dropped.path("type").asText()).isEqualTo("conversation.autoreply_dropped");
            assertThat(dropped.at("/data/reason").asText()).isEqualTo("no_answer");
            assertThat(socket.nextJson().path("type").asText()).isEqualTo("conversation.status_changed");
        }
        assertThat(chat.messages()).hasSize(1);
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
        assertThat(chat.get().getString("status_reason")).isEqualTo("no_answer");
    }

    /** A provider with too many requests is asked again, but not for ever. */
    @Test
    void doesNotWaitInItsLastAttempt() {
        List<Boolean> waits = new ArrayList<>();
        TurnProcessor processor = new TurnProcessor(
                turns,
                store,
                request -> {
                    waits.add(request.waits());
                    return Uni.createFrom().failure(new IllegalStateException());
                },
                brake,
                config);
        UUID conversation = UUID.fromString(chat.conversation());
        for (int failures = 0; failures < config.attempts(); failures++) {
            Turn turn = new Turn(
                    chat.bot().tenant(),
                    conversation,
                    chat.bot().id(),
                    Channel.WHATSAPP,
                    UUID.randomUUID(),
                    1,
                    0,
                    failures,
                    null,
                    Instant.now(),
                    null);
            processor.answer(turn).await().atMost(Duration.ofSeconds(10));
        }
        assertThat(waits).containsExactly(true, true, true, true, false);
    }

    @Test
    void answersAgainWhenAPersonMakesTheConversationActive() {
        acknowledge();
        status("active");
        assertThat(chat.get().getString("status_reason")).isNull();
        chat.write("Open on Sunday?");
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 6);
        assertThat(chat.messages().get(5)).containsEntry("content", ANSWER);
    }

    @Test
    void answersAgainWhenAPersonHandsTheConversationBack() {
        acknowledge();
        chat.reply("This is Dana");
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
        chat.autoreply(true).body("status", equalTo("active"), "status_reason", equalTo(null));
        chat.write("Open on Sunday?");
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 7);
        assertThat(chat.messages().get(6)).containsEntry("content", ANSWER);
    }

    private void answerFirst() {
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 2);
        chat.awaitStatus((String) chat.messages().get(1).get("id"), "sent");
    }

    private void acknowledge() {
        answerFirst();
        chat.write(UNKNOWN);
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 4);
    }

    private SocketClient socket() {
        return SocketClient.withToken(base, TestTokens.of(chat.bot().tenant(), "agent"))
                .ready();
    }

    @Test
    void answersAFinishedConversationThatTheCustomerReopens() {
        status("completed");
        chat.write("One more question");
        chat.endQuietTime();
        Awaitility.await().until(() -> sent().size() == 1);
    }

    @Test
    void answersABurstOnce() {
        IntStream.range(0, 9).parallel().forEach(i -> chat.write("Open at " + i));
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 11);
        Awaitility.await().until(() -> sent().size() == 1);
        assertThat(chat.isAsked()).isFalse();
    }

    @Test
    void dropsTheTurnThatWasAskedForBeforeATakeover() {
        try (SocketClient socket = SocketClient.withToken(
                        base, TestTokens.of(chat.bot().tenant(), "agent"))
                .ready()) {
            chat.autoreply(false);
            chat.autoreply(true);
            chat.endQuietTime();

            Awaitility.await().until(() -> !chat.isAsked());
            socket.nextJson();
            socket.nextJson();
            var dropped = socket.nextJson();
            assertThat(dropped.path("type").asText()).isEqualTo("conversation.autoreply_dropped");
            assertThat(dropped.at("/data/reason").asText()).isEqualTo("taken_over");
            assertThat(dropped.at("/data/conversation/id").asText()).isEqualTo(chat.conversation());
            assertThat(dropped.at("/actor/kind").asText()).isEqualTo("bot");
        }
        assertThat(chat.messages()).hasSize(1);
        assertThat(metric("taken_over")).isPositive();
    }

    @Test
    void answersTheFirstMessageAfterTheHandBack() {
        chat.reply("This is Dana");
        chat.write("Thanks Dana");
        chat.autoreply(true);
        assertThat(chat.messages()).hasSize(3);
        chat.write("And on Sunday?");
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 5);
        assertThat(chat.messages().get(4)).containsEntry("automatic", true);
    }

    @Test
    void leavesAnAnswerUnsentThatWaitsWhenAPersonTakesOver() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.endQuietTime();
        hold.awaitArrived();
        hold.release(GraphReply.error(500, 131000, "Something went wrong").with("Retry-After", "1"));
        chat.autoreply(false);
        String answer = (String) chat.messages().get(1).get("id");
        chat.awaitStatus(answer, "failed");
        Map<String, Object> error = new HashMap<>();
        error.put("code", "taken_over");
        error.put("title", "Not sent: who answers has changed since the bot decided on it");
        error.put("details", null);
        assertThat(chat.message(answer).get("metadata")).isEqualTo(Map.of("error", error));
        assertThat(sent()).hasSize(1);
    }

    @Test
    void waitsForTheAnswerThatIsBeingSent() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.endQuietTime();
        hold.awaitArrived();
        var takeover = OwnThread.supply(() -> chat.autoreply(false));
        Awaitility.await().until(() -> !chat.get().getBoolean("ai_autoreply_enabled"));
        assertThat(takeover).isNotDone();

        hold.release();

        takeover.join().body("in_flight", equalTo("sent"), "ai_autoreply_enabled", equalTo(false));
        chat.autoreply(false).body("in_flight", equalTo(null));
    }

    @Test
    void countsATakeoverAsUnconfirmedWhenItsCallerLeavesBeforeTheBotIsSilent() throws IOException {
        Counter unconfirmed = registry.get("callmissed.takeovers")
                .tag("outcome", "unconfirmed")
                .counter();
        double before = unconfirmed.count();
        GraphServer.Hold hold = graph.hold(chat.customer());
        try {
            chat.endQuietTime();
            hold.awaitArrived();
            String request = "POST /api/v1/conversations/" + chat.conversation() + "/autoreply HTTP/1.1\r\n"
                    + "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 17\r\n"
                    + "Authorization: Bearer " + TestTokens.of(chat.bot().tenant(), "owner")
                    + "\r\n\r\n{\"enabled\":false}";
            try (Socket caller = new Socket("localhost", RestAssured.port)) {
                caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                Awaitility.await().until(() -> !chat.get().getBoolean("ai_autoreply_enabled"));
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(unconfirmed.count()).isGreaterThan(before));
        } finally {
            hold.release();
        }
    }

    @Test
    void saysWhatBecameOfTheAnswerThatWasBeingSent() {
        assertThat(inFlight(GraphReply.error(400, 131026, "Message undeliverable")))
                .isEqualTo("failed");
        chat = written();
        assertThat(inFlight(GraphReply.error(500, 131000, "Something went wrong")))
                .isEqualTo("failed");
        chat = written();
        assertThat(inFlight(GraphReply.reset())).isEqualTo("uncertain");
    }

    @Test
    void waitsNoLongerThanTheLease() {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.endQuietTime();
        hold.awaitArrived();
        Database.update(
                "UPDATE outbox SET due_at = now() - interval '1 second' WHERE tenant_id = ?",
                chat.bot().tenant());
        chat.autoreply(false).body("in_flight", equalTo("uncertain"));
        hold.release();
    }

    @Test
    void doesNotTurnAnAutomaticAnswerIntoAReply() {
        graph.replies(chat.customer(), GraphReply.error(400, 131026, "Message undeliverable"));
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 2);
        String answer = (String) chat.messages().get(1).get("id");
        chat.awaitStatus(answer, "failed");
        chat.autoreply(false);
        ErrorEnvelope.assertError(
                chat.post("/messages/" + answer + "/retry", null),
                ErrorCode.CONFLICT,
                "An automatic answer is sent again only while automatic answers are on");
        chat.autoreply(true);
        chat.post("/messages/" + answer + "/retry", null).statusCode(200);
        chat.awaitStatus(answer, "sent");
        assertThat(chat.get().getMap("autoreply")).containsEntry("enabled", true);
    }

    @Test
    void takesWhatIsTypedOnThePhoneForATakeoverWhateverItSays() {
        graph.replies(chat.customer(), GraphReply.reset());
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 2);
        chat.awaitStatus((String) chat.messages().get(1).get("id"), "uncertain");

        chat.bot()
                .post(chat.bot().echo(chat.customer().substring(1), WhatsAppBot.wamid(), ANSWER))
                .statusCode(200);

        assertThat(chat.get().getMap("autoreply"))
                .containsEntry("enabled", false)
                .containsEntry("epoch", 1);
        assertThat(chat.messages()).hasSize(3);
        assertThat(chat.messages().get(1)).containsEntry("status", "uncertain");
    }

    private String inFlight(GraphReply reply) {
        GraphServer.Hold hold = graph.hold(chat.customer());
        chat.endQuietTime();
        hold.awaitArrived();
        var takeover = OwnThread.supply(() -> chat.autoreply(false));
        Awaitility.await().until(() -> !chat.get().getBoolean("ai_autoreply_enabled"));
        hold.release(reply);
        return takeover.join().extract().path("in_flight");
    }

    private List<String> sent() {
        return graph.messages(chat.customer()).stream().map(GraphMessage::body).toList();
    }

    private void status(String status) {
        as().body(Map.of("status", status))
                .put("/api/v1/conversations/{id}/status", chat.conversation())
                .then()
                .statusCode(200);
    }

    private void toggleBot() {
        as().post("/api/v1/bots/{id}/toggle", chat.bot().id().toString()).then().statusCode(200);
    }

    private io.restassured.specification.RequestSpecification as() {
        return given().auth()
                .preemptive()
                .oauth2(TestTokens.of(chat.bot().tenant(), "owner"))
                .contentType("application/json");
    }

    private static double metric(String outcome) {
        return Management.given()
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("callmissed_autoreply_total{outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
