package com.callmissed.realtime.socket;

import java.net.URI;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Changes over REST arrive on the socket, in the form of the REST responses. */
@QuarkusTest
class ConversationEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    URI base;

    private final Api api = Api.ofFreshTenant();

    @Test
    void announcesEveryChangeOfAConversation() throws Exception {
        String bot = api.createBot("Desk");
        try (SocketClient socket = SocketClient.withToken(base, TestTokens.of(api.tenant(), "agent"))
                .ready()) {
            String id = api.openConversation(bot, "whatsapp", "+919876543210");
            assertEvent(socket.nextJson(), "conversation.started", id);

            String message = api.say(id, "user", "Is it open today?")
                    .extract()
                    .response()
                    .asString();
            JsonNode received = socket.nextJson();
            assertThat(received.path("type").asText()).isEqualTo("message.received");
            assertThat(received.at("/data/message")).isEqualTo(JSON.readTree(message));
            assertThat(received.at("/data/conversation")).isEqualTo(conversation(id));

            Response answered = api.as()
                    .header("X-Request-Id", "answer-1")
                    .body(Map.of("role", "assistant", "content", "Until six."))
                    .post("/api/v1/conversations/{id}/messages", id);
            assertThat(socket.nextJson().path("type").asText()).isEqualTo("conversation.autoreply_changed");
            JsonNode sent = socket.nextJson();
            assertThat(sent.path("type").asText()).isEqualTo("message.sent");
            assertThat(sent.path("request_id").asText()).isEqualTo("answer-1");
            assertThat(sent.path("actor")).isEqualTo(JSON.readTree("{\"kind\":\"user\",\"id\":\"user-owner\"}"));
            assertThat(sent.at("/data/message")).isEqualTo(JSON.readTree(answered.asString()));

            JsonNode failed = socket.nextJson();
            assertThat(failed.path("type").asText()).isEqualTo("message.status");
            assertThat(failed.at("/data/message/status").asText()).isEqualTo("failed");
            assertThat(failed.at("/data/message/metadata/error"))
                    .isEqualTo(JSON.readTree("{\"code\":\"not_connected\","
                            + "\"title\":\"The bot is not connected to WhatsApp\",\"details\":null}"));

            put(id, Map.of("status", "completed"), "status");
            assertEvent(socket.nextJson(), "conversation.status_changed", id);

            api.as()
                    .body(Map.of("enabled", true))
                    .post("/api/v1/conversations/{id}/autoreply", id)
                    .then()
                    .statusCode(200);
            assertEvent(socket.nextJson(), "conversation.autoreply_changed", id);
        }
    }

    @Test
    void announcesNothingWhenNothingChanges() {
        String id = api.openConversation(api.createBot("Desk"));
        try (SocketClient socket = SocketClient.withToken(base, TestTokens.of(api.tenant(), "agent"))
                .ready()) {
            put(id, Map.of("status", "active"), "status");
            api.as()
                    .body(Map.of("status", "gone"))
                    .put("/api/v1/conversations/{id}/status", id)
                    .then()
                    .statusCode(422);

            assertThat(socket.rest()).isEmpty();
        }
    }

    private void assertEvent(JsonNode event, String type, String id) throws Exception {
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactly(
                        "seq", "cursor", "type", "conversation_id", "occurred_at", "actor", "request_id", "data");
        assertThat(event.path("type").asText()).isEqualTo(type);
        assertThat(event.path("conversation_id").asText()).isEqualTo(id);
        assertThat(event.path("occurred_at").asText()).endsWith("Z");
        assertThat(event.path("request_id").asText()).isNotBlank();
        assertThat(event.path("data").size()).isOne();
        assertThat(event.at("/data/conversation")).isEqualTo(conversation(id));
    }

    private JsonNode conversation(String id) throws Exception {
        return JSON.readTree(api.as()
                .get("/api/v1/conversations/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private void put(String id, Map<String, Object> body, String what) {
        api.as().body(body).put("/api/v1/conversations/{id}/" + what, id).then().statusCode(200);
    }
}
