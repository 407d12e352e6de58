package com.callmissed.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The response to each credential over HTTP: every 401 code and every kind of 403. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CredentialsTest {
    private static final String BOTS = "/api/v1/bots";
    private static final String KEYS = "/api/v1/keys";

    private final Api api = Api.ofFreshTenant();

    @Test
    void asksForACredentialWhereThereIsNone() {
        assertMissing(given().get(BOTS).then());
        assertMissing(given().header("Authorization", "Basic dTpw").get(BOTS).then());
        assertMissing(given().header("Authorization", "Bearer").get(BOTS).then());
    }

    @Test
    void looksForKeysInTheHeaderOnly() {
        String key = createKey(List.of("*"));
        assertMissing(given().queryParam("token", key).get(BOTS).then());
        assertMissing(given().queryParam("api_key", key).get(BOTS).then());
        assertMissing(given().header("X-API-Key", key).get(BOTS).then());
        assertMissing(given().cookie("Authorization", "Bearer " + key).get(BOTS).then());
        with(key, BOTS).statusCode(200);
    }

    @Test
    void takesTheSchemeInAnyCase() {
        given().header("Authorization", "bearer " + TestTokens.of(api.tenant(), "agent"))
                .get(BOTS)
                .then()
                .statusCode(200);
    }

    @Test
    void countsTheRequestsOfASubject() {
        String first = TestTokens.sign(claims().subject("counted"));
        String second = TestTokens.sign(claims().subject("counted").expiresIn(Duration.ofMinutes(30)));
        String other = TestTokens.sign(claims().subject("another"));
        with(first, BOTS).header("X-RateLimit-Limit", "6000").header("X-RateLimit-Remaining", "5999");
        with(second, BOTS).header("X-RateLimit-Remaining", "5998");
        with(other, BOTS).header("X-RateLimit-Remaining", "5999");
    }

    @Test
    void refusesTokensThatAreNotValid() {
        assertInvalidToken("x");
        assertInvalidToken(TestTokens.of(api.tenant(), "root"));
        assertInvalidToken(TestTokens.sign(claims().issuer("someone-else")));
        assertInvalidToken(TestTokens.sign(claims().audience("other-service")));
        assertInvalidToken(TestTokens.sign(claims().remove("tenant_id")));
        assertInvalidToken(TestTokens.sign(claims().remove("sub")));
        assertInvalidToken(claims().signWithSecret("s".repeat(32)));
        String[] signed = TestTokens.of(api.tenant(), "owner").split("\\.");
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
        assertInvalidToken(none + "." + signed[1] + ".");
        assertInvalidToken(none + "." + signed[1] + "." + signed[2]);
    }

    @Test
    void tellsAnExpiredToken() {
        String token = TestTokens.sign(
                claims().expiresAt(Instant.now().minusSeconds(60).getEpochSecond()));
        assertError(with(token, BOTS), ErrorCode.TOKEN_EXPIRED, "The token has expired");
    }

    @Test
    void answersEveryUnusableKeyAlike() {
        String key = createKey(List.of("*"));
        String id = api.as().get(KEYS).then().extract().path("[0].id");
        assertInvalidKey(key.substring(0, 100) + (key.endsWith("0") ? "1" : "0"));
        assertInvalidKey(key.replace("cm_live_", "cm_test_"));
        assertInvalidKey("cm_");
        assertInvalidKey("cm_live_");

        with(key, BOTS).statusCode(200);
        api.as().delete(KEYS + "/{id}", id).then().statusCode(204);
        assertInvalidKey(key);

        String expired = createKey(List.of("*"));
        Database.update(
                "UPDATE api_key SET expires_at = now() WHERE tenant_id = ? AND revoked_at IS NULL", api.tenant());
        assertInvalidKey(expired);
    }

    @Test
    void neverLogsACredential() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage() + Arrays.toString(record.getParameters()) + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Logger ours = Logger.getLogger("com.callmissed");
        root.addHandler(listener);
        ours.setLevel(Level.ALL);
        try {
            String key = createKey(List.of("bots:read"));
            with(key, BOTS).statusCode(200);
            with(key, "/api/v1/conversations").statusCode(403);
            with(key + "0", BOTS).statusCode(401);
            String token = TestTokens.of(api.tenant(), "agent");
            with(token, KEYS).statusCode(403);
            with(token + "0", BOTS).statusCode(401);
            ours.info("listening");
            assertThat(logged)
                    .anyMatch(message -> message.contains("listening"))
                    .noneMatch(message -> message.contains(key.substring(52)))
                    .noneMatch(message -> message.contains(token.substring(token.lastIndexOf('.'))));
        } finally {
            ours.setLevel(null);
            root.removeHandler(listener);
        }
    }

    @Test
    void namesTheMissingScope() {
        String reader = createKey(List.of("bots:read"));
        with(reader, BOTS).statusCode(200);
        assertError(
                with(reader, "/api/v1/conversations"),
                ErrorCode.PERMISSION_DENIED,
                "This credential lacks the scope conversations:read");
        assertError(
                with(createKey(List.of()), BOTS),
                ErrorCode.PERMISSION_DENIED,
                "This credential lacks the scope bots:read");
        with(createKey(List.of("*")), "/api/v1/conversations").statusCode(200);
    }

    @Test
    void aWriteScopeDoesNotRead() {
        assertError(
                with(createKey(List.of("bots:write")), BOTS),
                ErrorCode.PERMISSION_DENIED,
                "This credential lacks the scope bots:read");
    }

    @Test
    void narrowsATokenByItsScopeClaim() {
        String token = TestTokens.sign(claims().claim("scope", "openid bots:read"));
        with(token, BOTS).statusCode(200);
        assertError(
                with(token, "/api/v1/conversations"),
                ErrorCode.PERMISSION_DENIED,
                "This credential lacks the scope conversations:read");
        assertError(with(token, KEYS), ErrorCode.PERMISSION_DENIED, "This credential lacks the scope *");
    }

    @Test
    void keysAreManagedByOwnersAndAdminsOnly() {
        with(TestTokens.of(api.tenant(), "owner"), KEYS).statusCode(200);
        with(TestTokens.of(api.tenant(), "admin"), KEYS).statusCode(200);
        assertNoRole(with(TestTokens.of(api.tenant(), "agent"), KEYS));
        String key = createKey(List.of("*"));
        assertNoRole(with(key, KEYS));
        assertNoRole(given().auth()
                .preemptive()
                .oauth2(key)
                .contentType("application/json")
                .body(Map.of("name", "another", "scopes", List.of("*")))
                .post(KEYS)
                .then());
    }

    private String createKey(List<String> scopes) {
        return api.as()
                .body(Map.of("name", "key", "scopes", scopes))
                .post(KEYS)
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    private JwtClaimsBuilder claims() {
        return TestTokens.claims(api.tenant(), "owner");
    }

    private static ValidatableResponse with(String credential, String path) {
        return given().auth().preemptive().oauth2(credential).get(path).then();
    }

    private static void assertMissing(ValidatableResponse answer) {
        assertError(answer, ErrorCode.MISSING_CREDENTIALS, "Send a credential as Authorization: Bearer");
    }

    private static void assertInvalidToken(String token) {
        assertError(with(token, BOTS), ErrorCode.INVALID_TOKEN, "The token is not valid");
    }

    private static void assertInvalidKey(String key) {
        assertError(with(key, BOTS), ErrorCode.INVALID_API_KEY, "The API key is not valid");
    }

    private static void assertNoRole(ValidatableResponse answer) {
        assertError(answer, ErrorCode.PERMISSION_DENIED, "This credential lacks the role owner or admin");
    }
}
