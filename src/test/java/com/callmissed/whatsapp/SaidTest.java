package com.callmissed.whatsapp;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** What a customer says has effects, what is only recorded has none (contract, section 8). */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SaidTest {
    private static final String REACTION = "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"x\",\"emoji\":\"👍\"}";
    private static final String NOTICE = "\"type\":\"system\",\"system\":{\"type\":\"other\",\"body\":\"Notice\"}";
    private static final String UNSUPPORTED = "\"type\":\"unsupported\",\"errors\":[{\"code\":131051}]";
    private static final String WELCOME = "\"type\":\"request_welcome\"";
    private static final String PERMISSION =
            "\"type\":\"interactive\",\"interactive\":{\"call_permission_reply\":{\"response\":\"accept\"}}";

    private final FieldCase field = new FieldCase();
    private ConnectedBot chat;

    @BeforeEach
    void ask() {
        chat = ConnectedBot.written(WhatsAppBot.create(), Api.randomNumber(), "A question?");
    }

    @ParameterizedTest
    @ValueSource(strings = {REACTION, NOTICE, UNSUPPORTED, WELCOME, PERMISSION})
    void whatIsOnlyRecordedHasNoEffect(String content) {
        chat.complete();
        Map<String, Object> before = chat.get().getMap("");

        receive(content);

        assertThat(chat.messages()).hasSize(2);
        assertThat(chat.get().<String, Object>getMap(""))
                .containsEntry("status", "completed")
                .containsEntry("message_count", 2)
                .containsEntry("last_message_preview", "A question?")
                .containsEntry("reply_window_expires_at", before.get("reply_window_expires_at"));
    }

    @ParameterizedTest
    @ValueSource(strings = {REACTION, NOTICE, UNSUPPORTED, WELCOME, PERMISSION})
    void whatIsOnlyRecordedDoesNotMoveTheThread(String content) {
        receive(content);

        chat.post("/messages", Map.of("role", "assistant", "content", "The answer", "based_on_seq", 1))
                .statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {REACTION, NOTICE, UNSUPPORTED, WELCOME, PERMISSION})
    void nothingSaidIsAnEmptyConversation(String content) {
        WhatsAppBot bot = chat.bot();
        String stranger = Api.randomNumber();
        bot.post(bot.payload(from(stranger, content))).statusCode(200);
        ConnectedBot silent = new ConnectedBot(
                bot, stranger, (String) bot.conversation(stranger).get("id"));

        assertThat(silent.get().getString("last_message_preview")).isNull();
        assertThat(silent.get().getString("reply_window_expires_at")).isNull();
        assertThat(silent.isAsked()).isFalse();
        silent.post("/ai-draft", Map.of()).statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"sticker\",\"sticker\":{\"id\":\"1\"}",
                "\"type\":\"location\",\"location\":{\"latitude\":1,\"longitude\":2}",
                "\"type\":\"image\",\"image\":{\"id\":\"1\"}",
                "\"type\":\"order\",\"order\":{\"product_items\":[{}]}",
            })
    void whatIsSaidWithoutWordsReopensAndWaitsForAPerson(String content) {
        chat.complete();
        Database.update(
                "DELETE FROM autoreply_turn WHERE tenant_id = ?", chat.bot().tenant());

        receive(content);

        assertThat(chat.get().getString("status")).isEqualTo("active");
        assertThat(chat.get().getString("last_message_preview")).isNotEqualTo("A question?");
        assertThat(chat.isAsked()).isFalse();
        chat.post("/messages", Map.of("role", "assistant", "content", "The answer", "based_on_seq", 1))
                .statusCode(409);
    }

    @ParameterizedTest
    @CsvSource({
        "37-wa-button-tap.json, +16505550137, Track my order",
        "39-wa-photo-with-question.json, +16505550139, How much is this one?"
    })
    void theBotAnswersTapsAndCaptions(String file, String customer, String content) {
        chat.bot().post(field.read(file)).statusCode(200);

        ConnectedBot other = of(customer);
        assertThat(other.messages()).extracting("content").containsExactly(content);
        assertThat(other.isAsked()).isTrue();
    }

    @Test
    void theBotAnswersInteractiveReplies() {
        Database.update(
                "DELETE FROM autoreply_turn WHERE tenant_id = ?", chat.bot().tenant());

        receive("\"type\":\"interactive\",\"interactive\":{\"button_reply\":{\"id\":\"1\",\"title\":\"Yes\"}}");

        assertThat(chat.isAsked()).isTrue();
    }

    /** A reaction, a deletion of an unknown message, a sticker and a notice. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theQuestionStaysTheQuestion(int noise) throws IOException {
        JsonNode message = new ObjectMapper()
                .readTree(field.read("94-wa-question-then-noise.json"))
                .get(noise);
        WhatsAppBot bot = chat.bot();
        answerEarlierQuestion();
        ConnectedBot asker = ConnectedBot.written(bot, "+16505550194", "A question?");
        asker.autoreply(false);

        bot.post(bot.payload(message.toString())).statusCode(200);

        assertThat(asker.messages()).hasSize(2);
        JsonPath draft =
                asker.post("/ai-draft", Map.of()).statusCode(200).extract().jsonPath();
        assertThat(draft.getString("draft")).isEqualTo("We open at nine");
        assertThat(draft.getInt("based_on_seq"))
                .isEqualTo(message.path("type").asText().equals("sticker") ? 2 : 1);
    }

    @Test
    void aThankYouOnAFinishedConversationIsOnlyRecorded() {
        WhatsAppBot bot = chat.bot();
        ConnectedBot thankful = ConnectedBot.written(bot, "+16505550140", "A question?");
        try (GraphServer graph = GraphServer.ofThisApp()) {
            String reply = thankful.reply("The answer");
            thankful.awaitStatus(reply, "sent");
            thankful.complete();

            bot.post(field.read("40-wa-reaction-on-completed.json")
                            .replace(
                                    "@OUT@",
                                    graph.messages(thankful.customer()).get(0).id()))
                    .statusCode(200);

            assertThat(thankful.messages()).extracting("content").containsExactly("A question?", "The answer", "🙏");
            assertThat(thankful.message(reply).get("reactions"))
                    .isEqualTo(List.of(Map.of("emoji", "🙏", "by", "customer")));
            assertThat(thankful.get().getString("status")).isEqualTo("completed");
        }
    }

    @Test
    void whoOnlyOpensTheChatGetsNoAnswer() {
        chat.bot().post(field.read("78-wa-request-welcome.json")).statusCode(200);

        ConnectedBot other = of("+16505550178");
        assertThat(other.messages()).extracting("content").containsExactly("Opened the chat");
        assertThat(other.messages()).extracting("message_type").containsExactly("system");
        assertThat(other.isAsked()).isFalse();
        assertThat(other.get().getString("reply_window_expires_at")).isNull();
    }

    @Test
    void whatArrivesADayLateGetsNoAnswer() {
        chat.bot().post(field.read("34-wa-late-delivery-25h.json")).statusCode(200);

        ConnectedBot late = of("+16505550134");
        assertThat(late.messages()).extracting("content").containsExactly("sent yesterday, delivered now");
        assertThat(late.isAsked()).isFalse();
        assertThat(Instant.parse(late.get().getString("reply_window_expires_at")))
                .isBefore(Instant.now());
        ErrorEnvelope.assertError(
                late.post("/messages", Map.of("role", "assistant", "content", "Too late")),
                ErrorCode.REPLY_WINDOW_CLOSED,
                "WhatsApp takes replies for 24 hours after the customer's last message; that time is over");
    }

    @Test
    void aReopenedConversationWithoutABotWaitsForAPerson() {
        chat.reply("Dana here");
        chat.complete();
        assertThat(chat.get().getString("status_reason")).isNull();

        chat.write("One more thing");
        assertThat(chat.get().<String, Object>getMap(""))
                .containsEntry("status", "active")
                .containsEntry("ai_autoreply_enabled", false)
                .containsEntry("status_reason", "waiting_for_person");

        chat.reply("Yes?");
        assertThat(chat.get().getString("status_reason")).isNull();
        chat.complete();
        chat.write("Hello?");
        chat.autoreply(true);
        assertThat(chat.get().<String, Object>getMap(""))
                .containsEntry("status", "active")
                .containsEntry("status_reason", null);
    }

    @Test
    void aReopenedConversationWithABotDoesNotWait() {
        chat.complete();
        chat.write("One more thing");
        assertThat(chat.get().<String, Object>getMap(""))
                .containsEntry("status", "active")
                .containsEntry("status_reason", null);
    }

    @Test
    void aReactionOnTheBusinessPhoneIsNoTakeover() {
        WhatsAppBot bot = chat.bot();
        String echo = bot.echo(chat.customer().substring(1), WhatsAppBot.wamid(), "x")
                .replace("\"type\":\"text\",\"text\":{\"body\":\"x\"}", REACTION);
        bot.post(echo).statusCode(200);

        assertThat(chat.messages()).hasSize(2);
        assertThat(chat.get().getBoolean("ai_autoreply_enabled")).isTrue();
    }

    /** By the API as from the channel. */
    @ParameterizedTest
    @ValueSource(strings = {"reaction", "system"})
    void recordsOverTheApi(String type) {
        chat.complete();
        chat.post("/messages", Map.of("role", "user", "message_type", type, "content", "👍"))
                .statusCode(201);

        assertThat(chat.get().getString("status")).isEqualTo("completed");
        assertThat(chat.get().getString("last_message_preview")).isEqualTo("A question?");
    }

    private ConnectedBot of(String customer) {
        return new ConnectedBot(
                chat.bot(), customer, (String) chat.bot().conversation(customer).get("id"));
    }

    private void answerEarlierQuestion() {
        ConnectedBot earlier = ConnectedBot.written(chat.bot(), Api.randomNumber(), "A question?");
        earlier.reply("We open at nine");
    }

    private void receive(String content) {
        chat.bot().post(chat.bot().payload(from(chat.customer(), content))).statusCode(200);
    }

    private static String from(String customer, String content) {
        return "{\"from\":\"%s\",\"id\":\"%s\",\"timestamp\":\"%d\",%s}"
                .formatted(
                        customer.substring(1),
                        WhatsAppBot.wamid(),
                        Instant.now().getEpochSecond() + 1,
                        content);
    }
}
