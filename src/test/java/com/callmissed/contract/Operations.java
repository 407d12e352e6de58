package com.callmissed.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.callmissed.security.Scope;

import static io.restassured.RestAssured.given;

/** Every operation and what it needs. */
final class Operations {
    /** What {@code {id}} identifies. */
    enum Target {
        NONE,
        BOT,
        CONVERSATION,
        CONTACT,
        KEY
    }

    /**
     * One operation and a request that it accepts.
     *
     * @param permission null for an operation that needs no login
     * @param body null for none; {@code $bot} and {@code $contact} stand for ids of the caller
     */
    record Operation(String method, String path, String permission, Target target, String body) {
        boolean isPublic() {
            return permission == null;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static final String BOT = "{\"name\":\"Bot\",\"type\":\"whatsapp\"}";
    private static final String CHANNEL =
            "{\"account_sid\":\"AC1\",\"auth_token\":\"0123456789abcdef\",\"phone_number\":\"+14155550123\"}";

    private static final String ANSWER =
            "{\"title\":\"Hours\",\"answer\":\"From ten\",\"questions\":[\"When do you open?\"],\"automatic\":true}";

    static final List<Operation> ALL = List.of(
            new Operation("GET", "/api/v1/bots", Scope.READ_BOTS, Target.NONE, null),
            new Operation("POST", "/api/v1/bots", Scope.WRITE_BOTS, Target.NONE, BOT),
            new Operation("GET", "/api/v1/bots/{id}", Scope.READ_BOTS, Target.BOT, null),
            new Operation("PUT", "/api/v1/bots/{id}", Scope.WRITE_BOTS, Target.BOT, BOT),
            new Operation("POST", "/api/v1/bots/{id}/toggle", Scope.WRITE_BOTS, Target.BOT, null),
            new Operation("GET", "/api/v1/bots/{id}/channel", Scope.READ_BOTS, Target.BOT, null),
            new Operation("PUT", "/api/v1/bots/{id}/channel", Scope.WRITE_BOTS, Target.BOT, CHANNEL),
            new Operation("DELETE", "/api/v1/bots/{id}/channel", Scope.WRITE_BOTS, Target.BOT, null),
            new Operation("GET", "/api/v1/bots/{id}/answers", Scope.READ_BOTS, Target.BOT, null),
            new Operation("POST", "/api/v1/bots/{id}/answers", Scope.WRITE_BOTS, Target.BOT, ANSWER),
            new Operation("PUT", "/api/v1/bots/{id}/answers/{answer_id}", Scope.WRITE_BOTS, Target.BOT, ANSWER),
            new Operation("DELETE", "/api/v1/bots/{id}/answers/{answer_id}", Scope.WRITE_BOTS, Target.BOT, null),
            new Operation("DELETE", "/api/v1/bots/{id}", Scope.WRITE_BOTS, Target.BOT, null),
            new Operation("GET", "/api/v1/conversations", Scope.READ_CONVERSATIONS, Target.NONE, null),
            new Operation(
                    "POST",
                    "/api/v1/conversations",
                    Scope.WRITE_CONVERSATIONS,
                    Target.NONE,
                    "{\"bot_id\":\"$bot\",\"channel\":\"whatsapp\",\"external_id\":\"+14155550199\"}"),
            new Operation("GET", "/api/v1/conversations/{id}", Scope.READ_CONVERSATIONS, Target.CONVERSATION, null),
            new Operation(
                    "GET", "/api/v1/conversations/{id}/messages", Scope.READ_CONVERSATIONS, Target.CONVERSATION, null),
            new Operation(
                    "POST",
                    "/api/v1/conversations/{id}/messages",
                    Scope.WRITE_CONVERSATIONS,
                    Target.CONVERSATION,
                    "{\"role\":\"user\",\"content\":\"Hello\"}"),
            new Operation(
                    "PUT",
                    "/api/v1/conversations/{id}/status",
                    Scope.WRITE_CONVERSATIONS,
                    Target.CONVERSATION,
                    "{\"status\":\"escalated\"}"),
            new Operation(
                    "POST",
                    "/api/v1/conversations/{id}/autoreply",
                    Scope.WRITE_CONVERSATIONS,
                    Target.CONVERSATION,
                    "{\"enabled\":false}"),
            new Operation(
                    "POST",
                    "/api/v1/conversations/{id}/ai-draft",
                    Scope.WRITE_CONVERSATIONS,
                    Target.CONVERSATION,
                    "{\"instruction\":\"short\"}"),
            new Operation(
                    "POST",
                    "/api/v1/conversations/{id}/messages/{message_id}/retry",
                    Scope.WRITE_CONVERSATIONS,
                    Target.CONVERSATION,
                    null),
            new Operation("GET", "/api/v1/contacts", Scope.READ_CONTACTS, Target.NONE, null),
            new Operation("GET", "/api/v1/contacts/{id}", Scope.READ_CONTACTS, Target.CONTACT, null),
            new Operation(
                    "PATCH", "/api/v1/contacts/{id}", Scope.WRITE_CONTACTS, Target.CONTACT, "{\"name\":\"Asha\"}"),
            new Operation(
                    "POST",
                    "/api/v1/contacts/{id}/merge",
                    Scope.WRITE_CONTACTS,
                    Target.CONTACT,
                    "{\"contact_id\":\"$contact\"}"),
            new Operation("GET", "/api/v1/events", Scope.READ_CONVERSATIONS, Target.NONE, null),
            new Operation("GET", "/api/v1/keys", Scope.MANAGE_KEYS, Target.NONE, null),
            new Operation(
                    "POST",
                    "/api/v1/keys",
                    Scope.MANAGE_KEYS,
                    Target.NONE,
                    "{\"name\":\"Key\",\"scopes\":[\"bots:read\"]}"),
            new Operation("GET", "/api/v1/keys/{id}", Scope.MANAGE_KEYS, Target.KEY, null),
            new Operation("PATCH", "/api/v1/keys/{id}", Scope.MANAGE_KEYS, Target.KEY, "{\"name\":\"Renamed\"}"),
            new Operation("POST", "/api/v1/keys/{id}/rotate", Scope.MANAGE_KEYS, Target.KEY, null),
            new Operation("DELETE", "/api/v1/keys/{id}", Scope.MANAGE_KEYS, Target.KEY, null),
            new Operation("GET", "/api/v1/webhooks/whatsapp", null, Target.NONE, null),
            new Operation("POST", "/api/v1/webhooks/whatsapp", null, Target.NONE, "{}"),
            new Operation("POST", "/api/v1/webhooks/twilio/voice", null, Target.NONE, "{}"),
            new Operation("POST", "/api/v1/webhooks/twilio/gather", null, Target.NONE, "{}"),
            new Operation("POST", "/api/v1/webhooks/twilio/status", null, Target.NONE, "{}"));

    private Operations() {}

    /** The operations in the document of the running service, without those of the tests. */
    static Set<String> documented() {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>(given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("paths"));
        Set<String> operations = new TreeSet<>();
        paths.forEach((path, methods) -> methods.keySet().forEach(method -> {
            if (!path.contains("probe") && !method.equals("parameters")) {
                operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
            }
        }));
        return operations;
    }
}
