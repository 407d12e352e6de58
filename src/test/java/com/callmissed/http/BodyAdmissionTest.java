package com.callmissed.http;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** What the head of a request decides: each body here is announced and never sent. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BodyAdmissionTest {
    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String WHATSAPP = "/api/v1/webhooks/whatsapp";
    private static final String TWILIO = "/api/v1/webhooks/twilio/voice";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/api/v1/webhooks/nothing", "/api", "/nothing"})
    void refusesAnUnknownPath(String path) {
        assertRefused(announce("POST", path, JSON, Map.of()), 404, "not_found", "There is nothing at this path");
    }

    @Test
    void refusesAWrongMethod() {
        RawHttp.Answer answer = announce("PATCH", CONVERSATIONS, JSON, Map.of());
        assertRefused(answer, 405, "method_not_allowed", "This path does not know the method");
        assertThat(answer.headers()).containsEntry("allow", "GET, HEAD, OPTIONS, POST");
    }

    @Test
    void refusesAMissingCredential() {
        RawHttp.Answer answer = announce("POST", CONVERSATIONS, JSON, Map.of());
        assertRefused(answer, 401, "missing_credentials", "Send a credential as Authorization: Bearer");
        assertThat(answer.headers()).containsEntry("www-authenticate", "Bearer");
    }

    @Test
    void refusesAForgedCredential() {
        assertRefused(
                announce("POST", CONVERSATIONS, JSON, Map.of("Authorization", "Bearer " + TestTokens.forged())),
                401,
                "invalid_token",
                "The token is not valid");
        assertRefused(
                announce("POST", CONVERSATIONS, JSON, Map.of("Authorization", "Bearer cm_live_x")),
                401,
                "invalid_api_key",
                "The API key is not valid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=0", "sha1=00"})
    void refusesAPayloadWithoutASignature(String signature) {
        Map<String, String> headers = signature.isEmpty() ? Map.of() : Map.of("X-Hub-Signature-256", signature);
        assertRefused(
                announce("POST", WHATSAPP, JSON, headers),
                401,
                "invalid_token",
                "The signature in X-Hub-Signature-256 is missing or does not match");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "not base64"})
    void refusesAFormWithoutASignature(String signature) {
        Map<String, String> headers = signature.isEmpty() ? Map.of() : Map.of("X-Twilio-Signature", signature);
        assertRefused(
                announce("POST", TWILIO, FORM, headers),
                401,
                "invalid_token",
                "The signature in X-Twilio-Signature is missing or does not match");
    }

    @ParameterizedTest
    @CsvSource({
        WHATSAPP + ", " + JSON + ", gzip",
        WHATSAPP + ", " + JSON + ", br",
        WHATSAPP + ", text/plain, identity",
        TWILIO + ", " + FORM + ", gzip",
        TWILIO + ", " + JSON + ", identity",
        CONVERSATIONS + ", " + JSON + ", gzip",
    })
    void refusesWhatItCannotRead(String path, String type, String coding) {
        assertRefused(
                announce("POST", path, type, Map.of("Content-Encoding", coding)),
                415,
                "unsupported_media_type",
                "This operation does not read a body of this media type");
    }

    @Test
    void readsABodyThatIsNotEncoded() {
        String token = TestTokens.of(UUID.randomUUID(), "owner");
        given().header("Authorization", "Bearer " + token)
                .header("Content-Encoding", "identity")
                .contentType("application/json; charset=utf-8")
                .body("{}")
                .post(CONVERSATIONS)
                .then()
                .statusCode(422);
    }

    /** The counters have no label of a client. */
    @Test
    void countsRefusals() {
        double before = refusals("missing_credentials");
        announce("POST", CONVERSATIONS, JSON, Map.of());
        assertThat(refusals("missing_credentials")).isEqualTo(before + 1);
    }

    private static double refusals(String reason) {
        return Management.metrics()
                .lines()
                .filter(line -> line.startsWith("callmissed_http_refusals_total{reason=\"" + reason + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static RawHttp.Answer announce(String method, String path, String type, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Content-Type", type);
        headers.put("Content-Length", "1000");
        return RawHttp.send(method + " " + path + " HTTP/1.1", headers, new byte[0]);
    }

    private static void assertRefused(RawHttp.Answer answer, int status, String code, String message) {
        JsonPath body = JsonPath.from(answer.body());
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(body.getString("error.code")).isEqualTo(code);
        assertThat(body.getString("error.message")).isEqualTo(message);
        assertThat(body.getString("error.request_id"))
                .isEqualTo(answer.headers().get("x-request-id"));
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("connection", "close");
    }
}
