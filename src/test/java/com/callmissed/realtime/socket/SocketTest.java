package com.callmissed.realtime.socket;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.events.EventCursor;
import com.callmissed.testing.Database;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.Management;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

/** What a client sees on an open socket. */
@QuarkusTest
class SocketTest {
    @TestHTTPResource
    URI base;

    @Inject
    EventWriter events;

    @Inject
    MeterRegistry meters;

    @Inject
    Subscriptions subscriptions;

    private final UUID tenant = UUID.randomUUID();

    @Test
    void sendsAnEventInTheEnvelopeOfTheContract() {
        try (SocketClient socket = open().ready()) {
            events.publish(TestEvent.of(tenant, "hello"));

            assertThat(socket.next())
                    .isEqualTo("{\"seq\":1,\"cursor\":\"" + cursor(tenant)
                            + "\",\"type\":\"message.status\","
                            + "\"conversation_id\":\"0190a6c0-0000-7000-8000-000000000001\","
                            + "\"occurred_at\":\"2026-11-22T13:00:00Z\","
                            + "\"actor\":{\"kind\":\"customer\",\"id\":\"+919876543210\"},"
                            + "\"request_id\":\"req-1\",\"data\":{\"value\":\"hello\"}}");
        }
    }

    @Test
    void sendsNothingOfAnotherTenant() {
        try (SocketClient socket = open().ready();
                SocketClient other = SocketClient.withToken(base, TestTokens.of(UUID.randomUUID(), "owner"))
                        .ready()) {
            events.publish(TestEvent.of(tenant, "secret"));

            assertThat(socket.nextJson().at("/data/value").asText()).isEqualTo("secret");
            assertThat(other.rest()).isEmpty();
        }
    }

    @Test
    void answersAPing() {
        try (SocketClient socket = open().ready()) {
            socket.send("{\"type\":\"ping\"}");

            assertThat(socket.next()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ping",
                "{",
                "[]",
                "null",
                "\"ping\"",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"ping\"}{\"type\":\"ping\"}"
            })
    void answersABadFrameWithAnErrorAndStaysOpen(String frame) {
        try (SocketClient socket = open().ready()) {
            socket.send(frame);

            var answer = socket.nextJson();
            assertThat(answer.path("type").asText()).isEqualTo("error");
            assertThat(answer.at("/error/code").asText()).isEqualTo("malformed_request");
            assertThat(answer.at("/error/message").asText()).contains("frame").doesNotContain("subscribe");
            assertThat(socket.rest()).isEmpty();
        }
    }

    @Test
    void answersABinaryFrameWithAnError() {
        try (SocketClient socket = open().ready()) {
            socket.sendBinary(new byte[] {1, 2, 3});

            assertThat(socket.next())
                    .isEqualTo("{\"type\":\"error\",\"error\":{\"code\":\"malformed_request\","
                            + "\"message\":\"A frame must be text\"}}");
            assertThat(socket.rest()).isEmpty();
        }
    }

    @Test
    void closesTheSocketOfAClientThatSendsTooMuch() {
        try (SocketClient flood = open().ready();
                SocketClient other = open().ready()) {
            for (int i = 0; i < 200; i++) {
                flood.send("{\"type\":\"ping\"}");
            }

            assertThat(flood.closed()).isEqualTo(new SocketClient.Closed(4429, "too many frames"));
            List<String> responses = flood.drain();
            assertThat(responses.get(responses.size() - 1))
                    .isEqualTo("{\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":"
                            + "\"A client may send 20 frames per second, and three times as many at once\"}}");
            assertThat(responses).hasSizeBetween(2, 150);
            assertThat(other.rest()).isEmpty();
        }
    }

    @Test
    void readsAMessageInSeveralFrames() {
        try (SocketClient socket = open().ready()) {
            socket.sendInParts("{\"type\":", "\"pi", "ng\"}");

            assertThat(socket.next()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void answersAMessageBeyondTheLimitWithAnErrorAndStaysOpen() {
        try (SocketClient socket = open().ready()) {
            socket.send("x".repeat(70_000));

            assertThat(socket.nextJson().at("/error/message").asText())
                    .isEqualTo("A frame is too long or cannot be read");
            assertThat(socket.rest()).isEmpty();
        }
    }

    @Test
    void closesOnAFrameThatIsTooLongToBeRead() {
        try (SocketClient socket = open().ready()) {
            socket.send("x".repeat(1_000_000));

            assertThat(socket.closed().code()).isIn(1009, -1);
        }
    }

    @Test
    void deliversEventsLargerThanOneNetworkFrame() {
        String large = "ü".repeat(200_000);
        try (SocketClient socket = open().ready()) {
            events.publish(TestEvent.of(tenant, large));

            assertThat(socket.nextJson().at("/data/value").asText()).isEqualTo(large);
        }
    }

    @Test
    void isCountedWithoutItsTenant() {
        double sent = meters.get("callmissed.socket.frames.sent").counter().count();
        try (SocketClient socket = open().ready()) {
            await().untilAsserted(() -> assertThat(meters.get("callmissed.socket.frames.sent")
                            .counter()
                            .count())
                    .isGreaterThan(sent));
            assertThat(meters.get("callmissed.socket.open").gauge().value()).isGreaterThanOrEqualTo(1);
            Management.given()
                    .get("/q/metrics")
                    .then()
                    .body(containsString("callmissed_socket_open"), not(containsString(tenant.toString())));
            assertThat(socket.isOpen()).isTrue();
        }
        await().untilAsserted(() -> assertThat(subscriptions.of(tenant)).isEmpty());
    }

    @Test
    void closesWhenTheTokenExpires() {
        String token = TestTokens.sign(
                TestTokens.claims(tenant, "owner").expiresAt(Instant.now().plusSeconds(4)));
        try (SocketClient socket = SocketClient.withToken(base, token).ready()) {
            assertThat(socket.closed().code()).isEqualTo(1008);
        }
    }

    private static String cursor(UUID tenant) {
        List<String> mark = Database.column("SELECT mark FROM event_counter WHERE tenant_id = ?", tenant);
        return new EventCursor(1, Integer.parseInt(mark.get(0))).toString();
    }

    private SocketClient open() {
        return SocketClient.withToken(base, TestTokens.of(tenant, "agent"));
    }
}
