package com.callmissed.packaged;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Closed;
import com.callmissed.testing.SocketClient.Refused;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SocketIT {
    private static final String PATH = "/ws/conversations";

    private final Api api = Api.ofFreshTenant();
    private final String token = TestTokens.of(api.tenant(), "agent");

    @BeforeEach
    void connect() {
        RestAssured.baseURI = PackagedApp.shared().baseUri();
        RestAssured.port = RestAssured.UNDEFINED_PORT;
    }

    @Test
    void pushesWhatHappensToATokenAndToAKey() {
        String key = api.as()
                .body(Map.of("name", "Reader", "scopes", List.of("conversations:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
        String bot = api.createBot("Desk");
        try (SocketClient person = SocketClient.withToken(base(), token).ready();
                SocketClient program = SocketClient.open(base(), PATH, Map.of("Authorization", "Bearer " + key))
                        .ready()) {
            String id = api.openConversation(bot, "whatsapp", "+919876543210");
            api.say(id, "user", "Is it open today?");

            List<String> frames = person.next(2);
            assertThat(program.next(2)).isEqualTo(frames);
            assertThat(frames.get(0))
                    .startsWith("{\"seq\":1,\"cursor\":\"")
                    .contains("\",\"type\":\"conversation.started\",\"conversation_id\":\"" + id);
            assertThat(frames.get(1))
                    .startsWith("{\"seq\":2,\"cursor\":\"")
                    .contains("\",\"type\":\"message.received\",\"conversation_id\":\"" + id)
                    .contains("\"actor\":{\"kind\":\"user\",\"id\":\"user-owner\"}")
                    .contains("\"content\":\"Is it open today?\"");
        }
    }

    @Test
    void answersClientFrames() {
        try (SocketClient socket = SocketClient.withToken(base(), token).ready()) {
            socket.send("{\"type\":\"ping\"}");
            assertThat(socket.next()).isEqualTo("{\"type\":\"pong\"}");

            socket.send("hello");
            JsonNode error = socket.nextJson();
            assertThat(error.at("/error/code").asText()).isEqualTo("malformed_request");
            assertThat(socket.rest()).isEmpty();
        }
    }

    @Test
    void refusesWithTheEnvelope() {
        Refused none = catchThrowableOfType(Refused.class, () -> SocketClient.open(base(), PATH, Map.of()));
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(none.body()).startsWith("{\"error\":{\"code\":\"missing_credentials\"");

        Refused foreign = catchThrowableOfType(
                Refused.class,
                () -> SocketClient.open(base(), PATH + "?token=" + token, Map.of("Origin", "https://evil.example")));
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.body()).startsWith("{\"error\":{\"code\":\"permission_denied\"");
    }

    @Test
    void allowsTheConfiguredOriginsAndSaysGoodbyeWhenItStops() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_SOCKET_ORIGINS", "https://one.example,https://two.example");
        try (PackagedApp app = PackagedApp.start(environment);
                SocketClient socket = SocketClient.open(
                                URI.create(app.baseUri()),
                                PATH + "?token=" + token,
                                Map.of("Origin", "https://two.example"))
                        .ready()) {
            app.stop();

            assertThat(socket.next()).startsWith("{\"type\":\"reconnect\",\"after_ms\":");
            assertThat(socket.closed()).isEqualTo(new Closed(1001, "shutdown"));
            assertThat(app.output()).doesNotContain("ERROR", token);
        }
    }

    private static URI base() {
        return URI.create(PackagedApp.shared().baseUri());
    }
}
