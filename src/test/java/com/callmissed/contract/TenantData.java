package com.callmissed.contract;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.callmissed.contract.Operations.Operation;
import com.callmissed.contract.Operations.Target;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;

/** A tenant with a row of every kind, and a digest that shows whether any of it changed. */
final class TenantData {
    private static final List<String> TABLES = List.of(
            "bot",
            "bot_channel",
            "saved_answer",
            "saved_answer_question",
            "contact",
            "contact_identity",
            "conversation",
            "conversation_alias",
            "message",
            "outbox",
            "autoreply_turn",
            "api_key",
            "inbound_payload",
            "idempotency",
            "event_counter",
            "event");
    private static final Map<String, String> REPLIES = new ConcurrentHashMap<>();
    private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

    final Api api = Api.ofFreshTenant();
    final String bot = api.createBot("Bot of " + api.tenant());
    final String conversation = api.openConversation(bot);
    final String contact = contactOf(conversation);
    private final String otherContact = contactOf(api.openConversation(bot));
    final String message =
            api.say(conversation, "user", "Said to " + api.tenant()).extract().path("id");
    final String reply = failedReply();
    final String answer = savedAnswer();
    final String key = createKey(List.of("*")).get("id");

    /** The failed reply in a conversation of such a tenant. For another conversation, an id that does not exist. */
    static String replyIn(String conversation) {
        return REPLIES.getOrDefault(conversation, UUID.randomUUID().toString());
    }

    /** The saved answer of a bot of any such tenant; an id that does not exist for another bot. */
    static String answerOf(String bot) {
        return ANSWERS.getOrDefault(bot, UUID.randomUUID().toString());
    }

    private String contactOf(String id) {
        return api.as()
                .get("/api/v1/conversations/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .path("contact_id");
    }

    private String savedAnswer() {
        String id = api.as()
                .body(Map.of("title", "Of " + api.tenant(), "answer", "Yes", "questions", List.of("Really open?")))
                .post("/api/v1/bots/{id}/answers", bot)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        ANSWERS.put(bot, id);
        return id;
    }

    /** Adds a reply that can be retried and that no sender takes by itself. */
    private String failedReply() {
        String id = api.say(conversation, "assistant", "Reply of " + api.tenant())
                .extract()
                .path("id");
        Database.update("DELETE FROM outbox WHERE tenant_id = ?", api.tenant());
        Database.update(
                "UPDATE message SET status = 'failed' WHERE tenant_id = ? AND id = ?",
                api.tenant(),
                UUID.fromString(id));
        REPLIES.put(conversation, id);
        return id;
    }

    /** {@code id} and {@code key} of a new API key. */
    Map<String, String> createKey(List<String> scopes) {
        var created = api.as()
                .body(Map.of("name", "Key of " + api.tenant(), "scopes", scopes))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return Map.of("id", created.getString("id"), "key", created.getString("key"));
    }

    /** Returns the id for an operation of {@code target}. */
    String idOf(Target target) {
        return switch (target) {
            case BOT -> bot;
            case CONVERSATION -> conversation;
            case CONTACT -> contact;
            case KEY -> key;
            case NONE -> UUID.randomUUID().toString();
        };
    }

    String bodyOf(Operation operation) {
        return operation.body() == null
                ? null
                : operation.body().replace("$bot", bot).replace("$contact", otherContact);
    }

    /** A digest of all rows of the tenant, except for the last use of keys, which is written after the response. */
    String fingerprint() {
        StringBuilder fingerprint = new StringBuilder();
        for (String table : TABLES) {
            fingerprint
                    .append(table)
                    .append(' ')
                    .append(Database.column(
                            "SELECT count(*) || ' ' || coalesce(md5(string_agg((to_jsonb(t) - 'last_used_at')::text,"
                                    + " '|' ORDER BY t::text)), '') FROM "
                                    + table + " t WHERE tenant_id = ?",
                            api.tenant()))
                    .append('\n');
        }
        return fingerprint.toString();
    }
}
