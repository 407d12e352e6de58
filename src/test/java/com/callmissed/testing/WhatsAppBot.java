package com.callmissed.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import static io.restassured.RestAssured.given;

/** A bot with a WhatsApp number in a fresh tenant, created over the API, and Meta's side of its webhook. */
public record WhatsAppBot(UUID tenant, UUID id, String phoneNumberId, String appSecret, String verifyToken) {
    /** The number that every fixture names. */
    public static final String FIXTURE_NUMBER = "106540352242922";

    private static final String WEBHOOK = "/api/v1/webhooks/whatsapp";

    /** A bot with the number of the fixtures and a secret of its own. */
    public static WhatsAppBot create() {
        return create(UUID.randomUUID(), FIXTURE_NUMBER);
    }

    public static WhatsAppBot create(UUID tenant, String phoneNumberId) {
        String bearer = "Bearer " + TestTokens.of(tenant, "owner");
        String id = given().header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "Shop", "type", "whatsapp", "system_prompt", ""))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String secret = "secret-" + UUID.randomUUID();
        String verifyToken = "verify-" + UUID.randomUUID();
        given().header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "phone_number_id", phoneNumberId,
                        "access_token", "token-" + UUID.randomUUID(),
                        "app_secret", secret,
                        "verify_token", verifyToken))
                .put("/api/v1/bots/" + id + "/channel")
                .then()
                .statusCode(200);
        return new WhatsAppBot(tenant, UUID.fromString(id), phoneNumberId, secret, verifyToken);
    }

    /** Posts exactly these bytes, signed with the bot's app secret. */
    public ValidatableResponse post(byte[] body) {
        return post(body, WhatsAppSigner.sign(body, appSecret));
    }

    public ValidatableResponse post(String body) {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Posts with any value as the signature; null for no header. */
    public static ValidatableResponse post(byte[] body, String signature) {
        var request = given().contentType("application/json").body(body);
        return (signature == null ? request : request.header(WhatsAppSigner.HEADER, signature))
                .post(WEBHOOK)
                .then();
    }

    /** The tenant's conversations as the API lists them. */
    public List<Map<String, Object>> conversations() {
        return get("/api/v1/conversations?limit=500").getList("$");
    }

    /** The one conversation with {@code customer}, in {@code +} E.164. */
    public Map<String, Object> conversation(String customer) {
        List<Map<String, Object>> found = conversations().stream()
                .filter(conversation -> conversation.get("external_id").equals(customer))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one conversation with " + customer + " but found " + found);
        }
        return found.get(0);
    }

    /** The whole thread with {@code customer}, oldest first. */
    public List<Map<String, Object>> messages(String customer) {
        return get("/api/v1/conversations/" + conversation(customer).get("id") + "/messages")
                .getList("$");
    }

    private JsonPath get(String path) {
        return given().header("Authorization", "Bearer " + TestTokens.of(tenant, "agent"))
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** A payload of one text message. */
    public String text(String from, String wamid, String body) {
        return payload(message(from, wamid, "text", "\"text\":{\"body\":\"" + body + "\"}"));
    }

    /** A payload of one text message that the customer sends now, so that the reply window is open. */
    public String textNow(String from, String wamid, String body) {
        String message = message(from, wamid, "text", "\"text\":{\"body\":\"" + body + "\"}");
        return payload(message.replace("1749416383", Long.toString(Instant.now().getEpochSecond())));
    }

    /** A payload of one text that a person typed on the business phone. */
    public String echo(String to, String wamid, String body) {
        String echo = ("{\"from\":\"15550783881\",\"to\":\"%s\",\"id\":\"%s\",\"timestamp\":\"%d\",\"type\":\"text\","
                        + "\"text\":{\"body\":\"%s\"}}")
                .formatted(to, wamid, Instant.now().getEpochSecond(), body);
        return change("\"message_echoes\":[" + echo + "]")
                .replace("\"field\":\"messages\"", "\"field\":\"smb_message_echoes\"");
    }

    /** A payload around messages made by {@link #message}. */
    public String payload(String... messages) {
        return change("\"messages\":[" + String.join(",", messages) + "]");
    }

    /** A payload around statuses made by {@link #status}. */
    public String statuses(String... statuses) {
        return change("\"statuses\":[" + String.join(",", statuses) + "]");
    }

    /** A payload of one change of the field {@code messages} with {@code content} in its value. */
    public String change(String content) {
        return """
                {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{\
                "messaging_product":"whatsapp",\
                "metadata":{"display_phone_number":"15550783881","phone_number_id":"%s"},\
                %s}}]}]}""".formatted(phoneNumberId, content);
    }

    public static String message(String from, String wamid, String type, String content) {
        return "{\"from\":\"%s\",\"id\":\"%s\",\"timestamp\":\"1749416383\",\"type\":\"%s\",%s}"
                .formatted(from, wamid, type, content);
    }

    public static String status(String wamid, String status) {
        return "{\"id\":\"%s\",\"status\":\"%s\",\"timestamp\":\"1750263770\",\"recipient_id\":\"16505551234\"}"
                .formatted(wamid, status);
    }

    /** @param reference the {@code biz_opaque_callback_data} of the service */
    public static String status(String wamid, String status, String reference) {
        return status(wamid, status).replace("}", ",\"biz_opaque_callback_data\":\"" + reference + "\"}");
    }

    /** A message id that no other test uses. */
    public static String wamid() {
        return "wamid." + UUID.randomUUID();
    }
}
