package com.callmissed.realtime.socket;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.security.Scope;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Refused;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.equalTo;

/** Who may open a socket, and the errors for all others. */
@QuarkusTest
class UpgradeGuardTest {
    private static final String PATH = "/ws/conversations";

    @TestHTTPResource
    URI base;

    private final UUID tenant = UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {"owner", "admin", "agent"})
    void opensForATokenInTheQuery(String role) {
        SocketClient.withToken(base, TestTokens.of(tenant, role)).ready().close();
    }

    @Test
    void opensForATokenInTheHeader() {
        SocketClient.open(base, PATH, Map.of("Authorization", "Bearer " + TestTokens.of(tenant, "agent")))
                .ready()
                .close();
    }

    @Test
    void refusesNoCredential() {
        assertRefused(
                refused(PATH, Map.of()),
                401,
                "missing_credentials",
                "Send a token as ?token= or a credential as Authorization: Bearer",
                "authentication_error");
    }

    @Test
    void refusesABrokenTokenInTheQuery() {
        assertRefused(refusedToken("abc"), 401, "invalid_token", "The token is not valid", "authentication_error");
    }

    @Test
    void refusesABrokenTokenInTheHeader() {
        assertRefused(
                refused(PATH, Map.of("Authorization", "Bearer abc")),
                401,
                "invalid_token",
                "The token is not valid",
                "authentication_error");
    }

    @Test
    void refusesAnExpiredToken() {
        String expired = TestTokens.sign(
                TestTokens.claims(tenant, "owner").expiresAt(Instant.now().minusSeconds(60)));
        assertRefused(refusedToken(expired), 401, "token_expired", "The token has expired", "authentication_error");
    }

    @Test
    void refusesATokenThatEndsDuringTheHandshake() {
        String ending = TestTokens.sign(
                TestTokens.claims(tenant, "owner").expiresAt(Instant.now().plusSeconds(1)));
        Refused answer = refusedToken(ending);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("token_expired");
    }

    @Test
    void refusesAnApiKeyInTheQuery() {
        assertRefused(
                refusedToken("cm_live_0123456789_abcdef"),
                401,
                "invalid_token",
                "The token is not valid",
                "authentication_error");
    }

    @Test
    void refusesACredentialWithoutTheScope() {
        String narrow = TestTokens.sign(TestTokens.claims(tenant, "owner").claim("scope", "bots:read"));
        assertRefused(
                refusedToken(narrow),
                403,
                "permission_denied",
                "This credential lacks the scope conversations:read",
                "permission_error");
    }

    @Test
    void refusesTwoCredentials() {
        String token = TestTokens.of(tenant, "owner");
        String message = "Send one credential, in the header or in the query";
        assertRefused(
                refused(PATH + "?token=" + token, Map.of("Authorization", "Bearer " + token)),
                400,
                "malformed_request",
                message,
                "invalid_request_error");
        assertRefused(
                refused(PATH + "?token=" + token + "&token=" + token, Map.of()),
                400,
                "malformed_request",
                message,
                "invalid_request_error");
    }

    @Test
    void refusesAQueryThatCannotBeRead() {
        RawHttp.Answer answer = RawHttp.send("GET " + PATH + "?token=%zz HTTP/1.1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"message\":\"The URI is not valid percent-encoded UTF-8\"");
        assertRefused(
                refusedToken("x".repeat(9_000)),
                400,
                "malformed_request",
                "The URI is longer than 8192 characters",
                "invalid_request_error");
    }

    @Test
    void refusesAPageOfAnotherOrigin() {
        Refused answer =
                refused(PATH + "?token=" + TestTokens.of(tenant, "owner"), Map.of("Origin", "https://evil.example"));
        assertRefused(
                answer, 403, "permission_denied", "Pages of this origin may not open a socket", "permission_error");
    }

    @Test
    void opensForAPageOfItsOwn() {
        SocketClient.open(
                        base,
                        PATH + "?token=" + TestTokens.of(tenant, "owner"),
                        Map.of("Origin", "http://" + base.getAuthority()))
                .ready()
                .close();
    }

    @Test
    void explainsItselfToAPlainRequest() {
        given().header("X-Request-Id", "plain-1")
                .queryParam("token", TestTokens.of(tenant, "owner"))
                .get(PATH)
                .then()
                .statusCode(400)
                .contentType("application/json")
                .header("X-Request-Id", "plain-1")
                .body(equalTo("{\"error\":{\"code\":\"malformed_request\","
                        + "\"message\":\"This address is a WebSocket: open it with ws:// or wss://\","
                        + "\"type\":\"invalid_request_error\",\"request_id\":\"plain-1\"}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "Connection", "Sec-WebSocket-Version", "Sec-WebSocket-Key"})
    void explainsItselfToHalfAHandshake(String missing) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "Upgrade", "websocket",
                "Connection", "keep-alive, Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==",
                "Authorization", "Bearer " + TestTokens.of(tenant, "owner")));
        headers.remove(missing);

        RawHttp.Answer answer = RawHttp.send("GET " + PATH + " HTTP/1.1", headers, new byte[0]);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"message\":\"This address is a WebSocket: open it with ws:// or wss://\"");
    }

    @Test
    void isNotTheOnlyFence() {
        assertThat(SocketEndpoint.class.getAnnotation(PermissionsAllowed.class).value())
                .containsExactly(Scope.READ_CONVERSATIONS);
    }

    private Refused refusedToken(String token) {
        return refused(PATH + "?token=" + token, Map.of());
    }

    private Refused refused(String path, Map<String, String> headers) {
        return catchThrowableOfType(Refused.class, () -> SocketClient.open(base, path, headers));
    }

    private static void assertRefused(Refused answer, int status, String code, String message, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo(status == 401 ? "Bearer" : null);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"type\":\"%s\",\"request_id\":\"%s\"}}"
                        .formatted(code, message, type, answer.header("X-Request-Id")));
    }
}
