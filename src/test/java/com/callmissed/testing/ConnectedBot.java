package com.callmissed.testing;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.awaitility.Awaitility;

import static io.restassured.RestAssured.given;

/** A bot on WhatsApp and one customer who has just written to it, both over the API. */
public record ConnectedBot(WhatsAppBot bot, String customer, String conversation) {
    private static final String CONVERSATION = "/api/v1/conversations/{id}";

    /** The customer's first message has arrived and has no reply. */
    public static ConnectedBot written() {
        return written(WhatsAppBot.create());
    }

    public static ConnectedBot written(WhatsAppBot bot) {
        return written(bot, Api.randomNumber(), "Hello?");
    }

    /** @param customer in {@code +} E.164 */
    public static ConnectedBot written(WhatsAppBot bot, String customer, String text) {
        bot.post(bot.textNow(customer.substring(1), WhatsAppBot.wamid(), text)).statusCode(200);
        // A busy service leaves the payload to the journal.
        Awaitility.await().untilAsserted(() -> bot.conversation(customer));
        return new ConnectedBot(
                bot, customer, (String) bot.conversation(customer).get("id"));
    }

    /** Another message of the customer comes in. */
    public void write(String text) {
        bot.post(bot.textNow(customer.substring(1), WhatsAppBot.wamid(), text)).statusCode(200);
        Awaitility.await().until(() -> messages().stream()
                .anyMatch(message -> message.get("content").equals(text)));
    }

    /** A person replies. Returns the id of the reply. */
    public String reply(String text) {
        return post("/messages", Map.of("role", "assistant", "content", text))
                .statusCode(201)
                .extract()
                .path("id");
    }

    public ValidatableResponse autoreply(boolean enabled) {
        return post("/autoreply", Map.of("enabled", enabled)).statusCode(200);
    }

    /** A person ends the conversation. */
    public void complete() {
        given().auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "agent"))
                .contentType("application/json")
                .body(Map.of("status", "completed"))
                .put(CONVERSATION + "/status", conversation)
                .then()
                .statusCode(200);
    }

    public ValidatableResponse post(String path, Object body) {
        var request = given().auth().preemptive().oauth2(TestTokens.of(bot.tenant(), "agent"));
        return (body == null ? request : request.contentType("application/json").body(body))
                .post(CONVERSATION + path, conversation)
                .then();
    }

    public JsonPath get() {
        return given().auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "agent"))
                .get(CONVERSATION, conversation)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    public List<Map<String, Object>> messages() {
        return bot.messages(customer);
    }

    public Map<String, Object> message(String id) {
        return messages().stream()
                .filter(message -> message.get("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    public void awaitStatus(String messageId, String status) {
        Awaitility.await().until(() -> message(messageId).get("status"), status::equals);
    }

    /** Makes the bot reply now instead of after the quiet time. */
    public void endQuietTime() {
        Database.update(
                "UPDATE autoreply_turn SET due_at = now()"
                        + " WHERE tenant_id = ? AND conversation_id = ? AND claim IS NULL",
                bot.tenant(),
                UUID.fromString(conversation));
    }

    /** Returns true when the bot still has a turn. */
    public boolean isAsked() {
        return !Database.column(
                        "SELECT 1 FROM autoreply_turn WHERE tenant_id = ? AND conversation_id = ?",
                        bot.tenant(),
                        UUID.fromString(conversation))
                .isEmpty();
    }
}
