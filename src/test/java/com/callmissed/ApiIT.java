package com.callmissed;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.WhatsAppSigner;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

/** Calls every operation once on the packaged service. In a native binary, a missing class or resource fails here. */
class ApiIT {
    private static final String CONVERSATION = "/api/v1/conversations/{id}";

    private final Api api = Api.ofFreshTenant();

    @BeforeAll
    static void connect() {
        RestAssured.baseURI = PackagedApp.shared().baseUri();
        RestAssured.port = RestAssured.UNDEFINED_PORT;
    }

    @Test
    void bots() {
        String bot = api.createBot("Support Bot", "Be kind");
        api.as().get("/api/v1/bots").then().statusCode(200).body("id", equalTo(List.of(bot)));
        api.as().get("/api/v1/bots/{id}", bot).then().statusCode(200).body("name", equalTo("Support Bot"));
        api.as()
                .body(Map.of("name", "Sales Bot", "config", Map.of("greeting", "Hi")))
                .put("/api/v1/bots/{id}", bot)
                .then()
                .statusCode(200)
                .body("config.greeting", equalTo("Hi"));
        api.as().post("/api/v1/bots/{id}/toggle", bot).then().statusCode(200).body("is_active", equalTo(false));
        api.as()
                .body(Map.of("account_sid", "AC1", "auth_token", "0123456789abcdef", "phone_number", "+14155550123"))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200)
                .body("auth_token", equalTo("••••cdef"), "app_secret", nullValue());
        api.as().get("/api/v1/bots/{id}/channel", bot).then().statusCode(200).body("$", hasSize(1));
        api.as().delete("/api/v1/bots/{id}/channel", bot).then().statusCode(204);
        api.as().delete("/api/v1/bots/{id}", bot).then().statusCode(204);
        api.as().get("/api/v1/bots/{id}", bot).then().statusCode(404);
    }

    @Test
    void savedAnswers() {
        String bot = api.createBot("Support Bot");
        Map<String, ?> hours = Map.of(
                "title", "Hours", "answer", "From 10 to 16.", "questions", List.of("When open?"), "automatic", true);
        String answers = "/api/v1/bots/{id}/answers";
        String answer = api.as()
                .body(hours)
                .post(answers, bot)
                .then()
                .statusCode(201)
                .body("automatic", equalTo(true))
                .extract()
                .path("id");
        api.as().get(answers, bot).then().statusCode(200).body("id", equalTo(List.of(answer)));
        String id = api.openConversation(bot);
        api.say(id, "user", "When do you open?");
        api.as()
                .post(CONVERSATION + "/ai-draft", id)
                .then()
                .statusCode(200)
                .body("draft", equalTo("From 10 to 16."), "sources.kind", equalTo(List.of("saved_answer")));
        api.as().body(hours).put(answers + "/{answer}", bot, answer).then().statusCode(200);
        api.as().delete(answers + "/{answer}", bot, answer).then().statusCode(204);
    }

    @Test
    void conversationsMessagesAndDrafts() {
        String id = api.openConversation(api.createBot("Support Bot"));
        api.say(id, "user", "Where is my order?").body("seq", equalTo(1));
        api.say(id, "assistant", "On its way").body("seq", equalTo(2), "status", equalTo("queued"));

        api.as()
                .get("/api/v1/conversations?channel=whatsapp&status=active&limit=1")
                .then()
                .statusCode(200)
                .body("id", equalTo(List.of(id)), "[0].message_count", equalTo(2));
        api.as().get(CONVERSATION, id).then().statusCode(200).body("last_message_preview", equalTo("On its way"));
        api.as().get(CONVERSATION + "/messages", id).then().statusCode(200).body("seq", equalTo(List.of(1, 2)));
        api.as()
                .get(CONVERSATION + "/messages?limit=1", id)
                .then()
                .statusCode(200)
                .body("seq", equalTo(List.of(2)));
        api.as()
                .body(Map.of("status", "escalated"))
                .put(CONVERSATION + "/status", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("escalated"));
        api.as()
                .body(Map.of("enabled", false))
                .post(CONVERSATION + "/autoreply", id)
                .then()
                .statusCode(200)
                .body("ai_autoreply_enabled", equalTo(false));
        api.as()
                .post(CONVERSATION + "/ai-draft", id)
                .then()
                .statusCode(200)
                .body("draft", containsString("Support Bot"), "based_on_seq", equalTo(2));
    }

    @Test
    void contacts() {
        String bot = api.createBot("Support Bot");
        String thread = api.openConversation(bot, "whatsapp", "+14155550101");
        String call = api.openConversation(bot, "voice", "+14155550102");
        String contact = api.as().get(CONVERSATION, thread).path("contact_id");
        String caller = api.as().get(CONVERSATION, call).path("contact_id");
        String path = "/api/v1/contacts/{id}";
        api.as().body(Map.of("name", "Asha Rao")).patch(path, contact).then().statusCode(200);
        api.as().get("/api/v1/contacts?q=asha").then().statusCode(200).body("id", equalTo(List.of(contact)));
        api.as()
                .body(Map.of("contact_id", caller))
                .post(path + "/merge", contact)
                .then()
                .statusCode(200)
                .body("identities.address", equalTo(List.of("+14155550102", "+14155550101")));
        api.as().get(path, contact).then().statusCode(200).body("conversations.id", equalTo(List.of(call, thread)));
    }

    @Test
    void keys() {
        JsonPath created = api.as()
                .body(Map.of("name", "Reader", "scopes", List.of("conversations:read"), "rate_limit_rpm", 100))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String id = created.getString("id");
        list(created.getString("key")).then().statusCode(200).header("X-RateLimit-Limit", "100");
        api.as().get("/api/v1/keys").then().statusCode(200).body("id", equalTo(List.of(id)), "[0].key", nullValue());
        api.as()
                .body(Map.of("name", "Renamed"))
                .patch("/api/v1/keys/{id}", id)
                .then()
                .statusCode(200);
        String rotated = api.as()
                .post("/api/v1/keys/{id}/rotate", id)
                .then()
                .statusCode(200)
                .extract()
                .path("key");
        list(created.getString("key")).then().statusCode(401).body("error.code", equalTo("invalid_api_key"));
        list(rotated).then().statusCode(200);
        api.as().delete("/api/v1/keys/{id}", id).then().statusCode(204);
        list(rotated).then().statusCode(401);
    }

    @Test
    void repeatsOfARequest() {
        String key = UUID.randomUUID().toString();
        Map<String, String> body = Map.of("name", "Once", "type", "ivr");
        String first = api.as()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bots")
                .asString();
        api.as()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .header("Idempotent-Replay", "true")
                .body(equalTo(first));
        api.as().get("/api/v1/bots").then().body("$", hasSize(1));
    }

    @Test
    void whatsApp() {
        String bot = api.createBot("Support Bot");
        String number = String.valueOf(Math.abs(UUID.randomUUID().getMostSignificantBits()));
        api.as()
                .body(Map.of(
                        "phone_number_id",
                        number,
                        "access_token",
                        "t",
                        "app_secret",
                        "app-secret-of-tests",
                        "verify_token",
                        "verify-token-" + number))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
        given().queryParam("hub.mode", "subscribe")
                .queryParam("hub.verify_token", "verify-token-" + number)
                .queryParam("hub.challenge", "1158201444")
                .get("/api/v1/webhooks/whatsapp")
                .then()
                .statusCode(200)
                .body(equalTo("1158201444"));
        byte[] payload = ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"value\":"
                        + "{\"messaging_product\":\"whatsapp\",\"metadata\":{\"phone_number_id\":\"" + number + "\"},"
                        + "\"messages\":[{\"from\":\"16505551234\",\"id\":\"wamid." + number
                        + "\",\"timestamp\":\"1749416383\","
                        + "\"type\":\"text\",\"text\":{\"body\":\"Does it come in another color?\"}}]},"
                        + "\"field\":\"messages\"}]}]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        given().contentType("application/json")
                .header("X-Hub-Signature-256", WhatsAppSigner.sign(payload, "app-secret-of-tests"))
                .body(payload)
                .post("/api/v1/webhooks/whatsapp")
                .then()
                .statusCode(200);
        api.as()
                .get("/api/v1/conversations")
                .then()
                .body("external_id", equalTo(List.of("+16505551234")))
                .body("last_message_preview", equalTo(List.of("Does it come in another color?")));
    }

    @Test
    void errors() {
        given().get("/api/v1/conversations")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("error.code", equalTo("missing_credentials"));
        api.as().body("{").post("/api/v1/bots").then().statusCode(400).body("error.code", equalTo("malformed_request"));
        api.as()
                .body(Map.of("name", "x", "type", "y"))
                .post("/api/v1/bots")
                .then()
                .statusCode(422)
                .body("error.details[0].field", equalTo("type"))
                .body(
                        "error.details[0].message",
                        equalTo("must be one of whatsapp, whatsapp_voice, inbound_call, outbound_call, ivr"));
        given().get("/nowhere").then().statusCode(404).body("error.code", equalTo("not_found"));
    }

    @Test
    void operations() {
        Management.given(PackagedApp.shared()).get("/q/health/live").then().statusCode(200);
        Management.given(PackagedApp.shared())
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
        assertThat(Management.given(PackagedApp.shared())
                        .get("/q/metrics")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains("http_server_requests_seconds");
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("openapi", org.hamcrest.Matchers.startsWith("3.1"));
        given().get("/docs/").then().statusCode(200).body(containsString("swagger"));
    }

    private static io.restassured.response.Response list(String key) {
        return given().auth().preemptive().oauth2(key).get("/api/v1/conversations");
    }
}
