package com.callmissed.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LimitsTest {
    private static final int MEGABYTE = 1024 * 1024;

    @Test
    void takesAnApiBodyOfExactlyOneMegabyte() throws IOException {
        byte[] body = new byte[MEGABYTE];
        assertThat(post("/api/v1/probe/size", body).body()).isEqualTo("1048576");
        assertThat(postChunked("/api/v1/probe/size", body).body()).isEqualTo("1048576");
    }

    @Test
    void refusesAnApiBodyOfMore() throws IOException {
        for (int size : new int[] {MEGABYTE + 1, 3 * MEGABYTE}) {
            assertTooLarge(post("/api/v1/probe/size", new byte[size]), MEGABYTE);
            assertTooLarge(postChunked("/api/v1/probe/size", new byte[size]), MEGABYTE);
        }
    }

    @Test
    void refusesAnEndlessBodyBeforeItEnds() throws IOException {
        byte[] head = (Integer.toHexString(64 * MEGABYTE) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] unfinished = new byte[head.length + 17 * MEGABYTE];
        System.arraycopy(head, 0, unfinished, 0, head.length);
        RawHttp.Answer answer =
                RawHttp.send("POST /api/v1/probe/size HTTP/1.1", Map.of("Transfer-Encoding", "chunked"), unfinished);
        assertTooLarge(answer, MEGABYTE);
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    @Test
    void refusesAnAnnouncedBodyWithoutReadingIt() {
        RawHttp.Answer huge =
                RawHttp.send("POST /api/v1/probe/size HTTP/1.1", Map.of("Content-Length", "9999999999"), new byte[0]);
        assertTooLarge(huge, MEGABYTE);
        RawHttp.Answer asked = RawHttp.send(
                "POST /api/v1/probe/size HTTP/1.1",
                Map.of("Content-Length", "1048577", "Expect", "100-continue"),
                new byte[0]);
        assertTooLarge(asked, MEGABYTE);
    }

    @Test
    void tellsAClientThatAsksToGoOn() {
        RawHttp.Answer answer = RawHttp.send(
                "POST /api/v1/probe/size HTTP/1.1",
                Map.of("Content-Length", "2", "Expect", "100-continue"),
                "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.body()).isEqualTo("2");
    }

    @Test
    void givesWebhooksFourMegabytes() throws IOException {
        String path = "/api/v1/webhooks/probe";
        assertThat(post(path, new byte[4 * MEGABYTE]).body()).isEqualTo("4194304");
        assertThat(postChunked(path, new byte[4 * MEGABYTE]).body()).isEqualTo("4194304");
        assertTooLarge(post(path, new byte[4 * MEGABYTE + 1]), 4 * MEGABYTE);
        assertTooLarge(postChunked(path, new byte[4 * MEGABYTE + 1]), 4 * MEGABYTE);
    }

    @Test
    void limitsBodiesAtPathsThatNobodyServesToo() {
        assertTooLarge(post("/nothing", new byte[MEGABYTE + 1]), MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_200, 100_000, 1_000_000})
    void refusesALongUri(int length) {
        assertMalformed(
                RawHttp.send("GET /api/v1/probe?q=" + "a".repeat(length) + " HTTP/1.1"),
                "The URI is longer than 8192 characters");
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000, 1_000_000})
    void refusesLongHeaders(int length) {
        assertMalformed(
                RawHttp.send("GET /api/v1/probe HTTP/1.1", Map.of("X-Long", "a".repeat(length)), new byte[0]),
                "The headers are longer than 16384 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/probe/%zz", "/api/v1/probe?q=%4", "/nothing?q=%", "/q/health?q={x}", "/docs?<", "/a\\b"
            })
    void refusesWhatIsNoUri(String uri) {
        RawHttp.Answer answer = RawHttp.send("GET " + uri + " HTTP/1.1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(assertEnvelope(answer).getString("error.code")).isEqualTo("malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET nothing HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT a:80 HTTP/1.1"})
    void answersARequestTargetThatIsNoPath(String requestLine) {
        RawHttp.Answer answer = RawHttp.send(requestLine);
        assertThat(answer.status()).isBetween(400, 499);
        assertEnvelope(answer);
    }

    private static RawHttp.Answer post(String path, byte[] body) {
        return RawHttp.send("POST " + path + " HTTP/1.1", Map.of("Content-Length", String.valueOf(body.length)), body);
    }

    private static RawHttp.Answer postChunked(String path, byte[] body) throws IOException {
        return RawHttp.send(
                "POST " + path + " HTTP/1.1", Map.of("Transfer-Encoding", "chunked"), RawHttp.chunked(body));
    }

    private static void assertTooLarge(RawHttp.Answer answer, int limit) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(assertEnvelope(answer).getString("error.message"))
                .isEqualTo("The body is larger than " + limit + " bytes");
    }

    private static void assertMalformed(RawHttp.Answer answer, String message) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(assertEnvelope(answer).getString("error.message")).isEqualTo(message);
    }

    private static JsonPath assertEnvelope(RawHttp.Answer answer) {
        JsonPath body = JsonPath.from(answer.body());
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(body.getString("error.request_id"))
                .isNotBlank()
                .isEqualTo(answer.headers().get("x-request-id"));
        assertThat(body.getString("error.code")).isNotBlank();
        return body;
    }
}
