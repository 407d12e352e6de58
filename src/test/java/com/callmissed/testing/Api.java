package com.callmissed.testing;

import java.util.Map;
import java.util.UUID;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static io.restassured.RestAssured.given;

/** The API for a fresh tenant. Creates test data through the API. */
public final class Api {
    private final UUID tenant;
    private final String token;

    private Api(UUID tenant, String role) {
        this.tenant = tenant;
        this.token = TestTokens.of(tenant, role);
    }

    public static Api ofFreshTenant() {
        return new Api(UUID.randomUUID(), "owner");
    }

    public UUID tenant() {
        return tenant;
    }

    /** A request with the tenant's owner as the caller. */
    public RequestSpecification as() {
        return given().auth().preemptive().oauth2(token).contentType(ContentType.JSON);
    }

    public String createBot(String name) {
        return createBot(name, "");
    }

    public String createBot(String name, String systemPrompt) {
        return as().body(Map.of("name", name, "type", "whatsapp", "system_prompt", systemPrompt))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Creates a bot whose replies on WhatsApp count as sent and reach no one. */
    public String createSandboxBot(String name, String systemPrompt) {
        String id = createBot(name, systemPrompt);
        as().body(Map.of(
                        "phone_number_id",
                        randomNumber().substring(1),
                        "access_token",
                        "sandbox",
                        "app_secret",
                        "secret-" + id,
                        "verify_token",
                        "verify-" + id))
                .put("/api/v1/bots/{id}/channel", id)
                .then()
                .statusCode(200);
        return id;
    }

    /** Opens a WhatsApp thread with a customer of a random number. */
    public String openConversation(String botId) {
        return openConversation(botId, "whatsapp", randomNumber());
    }

    public String openConversation(String botId, String channel, String externalId) {
        return as().body(Map.of("bot_id", botId, "channel", channel, "external_id", externalId))
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Appends a message; {@code role} is user or assistant. */
    public ValidatableResponse say(String conversationId, String role, String content) {
        return as().body(Map.of("role", role, "content", content))
                .post("/api/v1/conversations/{id}/messages", conversationId)
                .then()
                .statusCode(201);
    }

    public static String randomNumber() {
        return "+1" + (2_000_000_000L + Math.abs(UUID.randomUUID().getMostSignificantBits() % 8_000_000_000L));
    }
}
