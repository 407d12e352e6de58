package com.callmissed.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies that do not end. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(BodyMemoryTest.Small.class)
class BodyMemoryTest {
    private static final String WEBHOOK = "/api/v1/webhooks/probe";
    private static final int LARGEST = 4 * 1024 * 1024;
    /** More than the smallest memory holds. */
    private static final int MANY = 64;

    private final List<Socket> sockets = new ArrayList<>();

    /** Little time and little memory for bodies. */
    public static class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("callmissed.http.body-timeout", "PT3S", "callmissed.http.body-memory", "0.01");
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        Awaitility.await().until(() -> bytes() == 0);
    }

    @Test
    void refusesABodyThatDoesNotArriveInTime() {
        assertRefused(
                RawHttp.send("POST " + WEBHOOK + " HTTP/1.1", Map.of("Content-Length", "2"), new byte[] {'{'}),
                400,
                "malformed_request",
                "The body did not arrive in time");
    }

    @Test
    void refusesBodiesThatDoNotFitIntoTheMemory() {
        RawHttp.Answer refusal = null;
        for (int i = 0; i < MANY && refusal == null; i++) {
            sockets.add(unfinished());
            refusal = sockets.stream()
                    .map(BodyMemoryTest::answer)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        assertThat(refusal).isNotNull();
        assertRefused(refusal, 503, "not_ready", "The service reads too many bodies right now, try again");
        assertThat(refusal.headers()).containsEntry("retry-after", "5");
    }

    @Test
    void givesTheMemoryBack() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(post(new byte[LARGEST]).body()).isEqualTo(String.valueOf(LARGEST));
            Awaitility.await().until(() -> bytes() == 0);
        }
        Socket cut = unfinished();
        Awaitility.await().until(() -> bytes() > LARGEST);
        cut.close();
        Awaitility.await().until(() -> bytes() == 0);
        assertThat(post(new byte[LARGEST + 1]).status()).isEqualTo(413);
        Awaitility.await().until(() -> bytes() == 0);
    }

    /** A slow client loses its memory to one that finishes. */
    @Test
    void makesRoomForABodyThatFinishes() {
        for (int i = 0; i < MANY && sockets.stream().allMatch(socket -> answer(socket) == null); i++) {
            sockets.add(unfinished());
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(post(new byte[LARGEST]).status()).isEqualTo(200));
    }

    private static RawHttp.Answer post(byte[] body) {
        return RawHttp.send(
                "POST " + WEBHOOK + " HTTP/1.1", Map.of("Content-Length", String.valueOf(body.length)), body);
    }

    private static Socket unfinished() {
        try {
            Socket socket = new Socket("localhost", RestAssured.port);
            String head = "POST " + WEBHOOK + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LARGEST + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[LARGEST - 1]);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns null while there is no response. */
    private static RawHttp.Answer answer(Socket socket) {
        try {
            return socket.getInputStream().available() > 0 ? RawHttp.read(socket.getInputStream()) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double bytes() {
        return Management.metrics()
                .lines()
                .filter(line -> line.startsWith("callmissed_http_body_bytes{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void assertRefused(RawHttp.Answer answer, int status, String code, String message) {
        JsonPath body = JsonPath.from(answer.body());
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("connection", "close");
        assertThat(body.getString("error.code")).isEqualTo(code);
        assertThat(body.getString("error.message")).isEqualTo(message);
        assertThat(body.getString("error.request_id"))
                .isEqualTo(answer.headers().get("x-request-id"));
    }
}
