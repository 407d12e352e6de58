package com.callmissed.autoreply;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Who answers when a customer is a machine, a bot is off, or people have taken over. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhoAnswersFieldTest {
    private final FieldCase field = new FieldCase();
    private GraphServer graph;
    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        graph = GraphServer.ofThisApp();
        bot = WhatsAppBot.create();
        AutomaticAnswers.save(bot.tenant(), bot.id(), "We are here", "out of office", "anybody there", "still there");
    }

    @AfterEach
    void stop() {
        graph.close();
    }

    /** The messages come as fast as the answers. However slow this machine is, 30 answers in an hour are the end. */
    @Test
    void theBotStopsAnsweringAnAutoResponder() {
        String customer = "+16505550142";
        int rounds = 0;
        do {
            rounds++;
            bot.post(field.read("42-wa-same-text-customer-is-a-bot.json").replace("@N@", Integer.toString(rounds)))
                    .statusCode(200);
            ConnectedBot chat = chat(customer);
            int before = chat.messages().size();
            chat.endQuietTime();
            Awaitility.await().until(() -> chat.messages().size() > before || isEscalated(chat));
        } while (!isEscalated(chat(customer)) && rounds < 40);
        assertThat(rounds).isLessThanOrEqualTo(31);
        assertThat(chat(customer).get().getString("status_reason")).isEqualTo("loop_suspected");
        assertThat(chat(customer).isAsked()).isFalse();
    }

    private static boolean isEscalated(ConnectedBot chat) {
        return chat.get().getString("status").equals("escalated");
    }

    @Test
    void whatCameWhileTheBotWasOffIsNotAnsweredLate() {
        String customer = "+16505550180";
        toggle();
        bot.post(field.read("80-wa-inactive-bot.json")).statusCode(200);
        ConnectedBot chat = chat(customer);
        assertThat(chat.messages()).extracting("content").containsExactly("anybody there?");
        assertThat(chat.isAsked()).isFalse();

        toggle();
        assertThat(chat.isAsked()).isFalse();
        chat.write("anybody there now?");
        chat.endQuietTime();
        Awaitility.await().until(() -> chat.messages().size() == 3);
        assertThat(chat.messages())
                .extracting("content")
                .containsExactly("anybody there?", "anybody there now?", "We are here");
    }

    @Test
    void anEscalatedConversationStaysWithPeople() {
        ConnectedBot chat = ConnectedBot.written(bot, "+16505550187", "I want a person");
        escalate(chat);
        bot.post(field.read("87-wa-escalated.json")).statusCode(200);
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
        assertNoAnswer(chat, 2);
        String reply = chat.reply("Yes, this is Dana");
        chat.awaitStatus(reply, "sent");
        assertThat(chat.messages())
                .extracting("content")
                .containsExactly("I want a person", "are you still there?", "Yes, this is Dana");
        assertThat(chat.get().getString("status")).isEqualTo("escalated");
    }

    @Test
    void aConversationThatReopensWithoutItsBotSaysSo() {
        ConnectedBot chat = ConnectedBot.written(bot, "+16505550188", "hello");
        chat.reply("Dana here");
        chat.complete();
        bot.post(field.read("88-wa-after-takeover-and-completed.json")).statusCode(200);
        assertThat(chat.get().<String, Object>getMap(""))
                .containsEntry("status", "active")
                .containsEntry("ai_autoreply_enabled", false)
                .containsEntry("status_reason", "waiting_for_person");
        assertNoAnswer(chat, 3);
    }

    /** A turn that was asked for before ends without an answer. */
    private static void assertNoAnswer(ConnectedBot chat, int messages) {
        chat.endQuietTime();
        Awaitility.await().until(() -> !chat.isAsked());
        assertThat(chat.messages()).hasSize(messages);
    }

    private ConnectedBot chat(String customer) {
        return new ConnectedBot(
                bot, customer, (String) bot.conversation(customer).get("id"));
    }

    private void toggle() {
        RestAssured.given()
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "owner"))
                .post("/api/v1/bots/{id}/toggle", bot.id().toString())
                .then()
                .statusCode(200);
    }

    private void escalate(ConnectedBot chat) {
        RestAssured.given()
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "agent"))
                .contentType("application/json")
                .body(Map.of("status", "escalated"))
                .put("/api/v1/conversations/{id}/status", chat.conversation())
                .then()
                .statusCode(200);
    }
}
