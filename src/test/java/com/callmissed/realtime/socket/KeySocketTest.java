package com.callmissed.realtime.socket;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Closed;
import com.callmissed.testing.SocketClient.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Sockets opened with an API key in the header, as in the contract. */
@QuarkusTest
class KeySocketTest {
    private static final Closed REVOKED = new Closed(1008, "credential revoked");
    private static final Duration PROMISE = Duration.ofSeconds(5);

    @TestHTTPResource
    URI base;

    private final Api api = Api.ofFreshTenant();

    @Test
    void getsTheEventsOfItsTenant() {
        try (SocketClient socket = open(create("conversations:read")).ready()) {
            String conversation = api.openConversation(api.createBot("Desk"));

            assertThat(socket.nextJson().path("conversation_id").asText()).isEqualTo(conversation);
        }
    }

    @Test
    void closesWithinFiveSecondsOfARevocation() {
        JsonPath revoked = create("conversations:read");
        try (SocketClient first = open(revoked).ready();
                SocketClient second = open(revoked).ready();
                SocketClient other = open(create("*")).ready()) {
            api.as().delete("/api/v1/keys/{id}", revoked.getString("id")).then().statusCode(204);

            await().atMost(PROMISE).until(() -> !first.isOpen() && !second.isOpen());
            assertThat(first.closed()).isEqualTo(REVOKED);
            assertThat(second.closed()).isEqualTo(REVOKED);
            assertThat(other.rest()).isEmpty();
        }
    }

    @Test
    void closesWithinFiveSecondsOfARotation() {
        JsonPath rotated = create("conversations:read");
        try (SocketClient socket = open(rotated).ready()) {
            api.as()
                    .post("/api/v1/keys/{id}/rotate", rotated.getString("id"))
                    .then()
                    .statusCode(200);

            await().atMost(PROMISE).until(() -> !socket.isOpen());
            assertThat(socket.closed()).isEqualTo(REVOKED);
        }
    }

    @Test
    void refusesAKeyWithoutTheScope() {
        Refused answer = catchThrowableOfType(Refused.class, () -> open(create("bots:read")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"permission_denied\","
                        + "\"message\":\"This credential lacks the scope conversations:read\","
                        + "\"type\":\"permission_error\",\"request_id\":\"" + answer.header("X-Request-Id") + "\"}}");
    }

    private JsonPath create(String scope) {
        return api.as()
                .body(Map.of("name", "Socket", "scopes", List.of(scope)))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private SocketClient open(JsonPath key) {
        return SocketClient.open(base, SocketEndpoint.PATH, Map.of("Authorization", "Bearer " + key.getString("key")));
    }
}
