package com.callmissed.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.contract.Operations.Operation;
import com.callmissed.contract.Operations.Target;
import com.callmissed.security.Scope;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Every operation with every credential that must be refused. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class IsolationTest {
    private static final String REQUEST_ID = "the-same-for-both";

    private static TenantData ours;
    private static TenantData theirs;
    private static Map<String, String> revoked;

    /** Runs once, before the first test and not earlier: only then is the port known. */
    @BeforeEach
    void fill() {
        if (ours != null) {
            return;
        }
        ours = new TenantData();
        theirs = new TenantData();
        revoked = ours.createKey(List.of("*"));
        ours.api.as().delete("/api/v1/keys/{id}", revoked.get("id")).then().statusCode(204);
    }

    static Stream<Operation> guarded() {
        return Operations.ALL.stream().filter(operation -> !operation.isPublic());
    }

    static Stream<Operation> onOneResource() {
        return guarded().filter(operation -> operation.target() != Target.NONE);
    }

    @Test
    void knowsEveryOperationOfTheDocument() {
        Set<String> known = new TreeSet<>();
        Operations.ALL.forEach(operation -> known.add(operation.toString()));
        assertThat(Operations.documented()).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesARequestWithoutACredential(Operation operation) {
        assertRefused(operation, given(), 401, "missing_credentials");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesAnExpiredToken(Operation operation) {
        String token = TestTokens.sign(TestTokens.claims(ours.api.tenant(), "owner")
                .issuedAt(Instant.now().minus(Duration.ofHours(2)))
                .expiresAt(Instant.now().minus(Duration.ofHours(1))));
        assertRefused(operation, with(token), 401, "token_expired");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesARevokedKey(Operation operation) {
        assertRefused(operation, with(revoked.get("key")), 401, "invalid_api_key");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void refusesEveryScopeButTheRightOne(Operation operation) {
        List<String> others = operation.permission().equals(Scope.MANAGE_KEYS)
                ? List.of("*")
                : Scope.every().stream()
                        .map(Scope::value)
                        .filter(scope -> !scope.equals(operation.permission()))
                        .toList();
        Response answer = assertRefused(operation, with(ours.createKey(others).get("key")), 403, "permission_denied");
        String required = operation.permission().equals(Scope.MANAGE_KEYS)
                ? "the role owner or admin"
                : "the scope " + operation.permission();
        assertThat(answer.jsonPath().getString("error.message")).isEqualTo("This credential lacks " + required);
    }

    @ParameterizedTest
    @MethodSource("onOneResource")
    void answersAnotherTenantsIdLikeOneThatDoesNotExist(Operation operation) {
        String before = theirs.fingerprint();

        Response foreign = send(operation, as(ours), theirs.idOf(operation.target()), ours.bodyOf(operation));
        Response absent = send(operation, as(ours), UUID.randomUUID().toString(), ours.bodyOf(operation));

        assertThat(foreign.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
        assertThat(foreign.asByteArray()).isEqualTo(absent.asByteArray());
        assertThat(headers(foreign)).isEqualTo(headers(absent));
        assertThat(theirs.fingerprint()).isEqualTo(before);
    }

    /** Without the number of remaining requests, which each request lowers. */
    private static String headers(Response response) {
        return response.headers().asList().stream()
                .filter(header -> !header.hasSameNameAs(new Header("X-RateLimit-Remaining", null)))
                .toList()
                .toString();
    }

    @Test
    void answersForeignIdsInBodiesAndQueriesLikeAbsentOnes() {
        String open = "{\"bot_id\":\"%s\",\"channel\":\"whatsapp\",\"external_id\":\"+14155550198\"}";
        String messages = "/api/v1/conversations/" + ours.conversation + "/messages";
        String absent = UUID.randomUUID().toString();

        assertSame(
                as(ours).body(open.formatted(theirs.bot)).post("/api/v1/conversations"),
                as(ours).body(open.formatted(absent)).post("/api/v1/conversations"),
                404);
        for (String parameter : List.of("before_id", "after_id")) {
            assertSame(
                    as(ours).queryParam(parameter, theirs.message).get(messages),
                    as(ours).queryParam(parameter, absent).get(messages),
                    422);
        }
        String merge = "/api/v1/contacts/" + ours.contact + "/merge";
        assertSame(
                as(ours).body("{\"contact_id\":\"" + theirs.contact + "\"}").post(merge),
                as(ours).body("{\"contact_id\":\"" + absent + "\"}").post(merge),
                404);
        assertSame(
                as(ours).queryParam("contact_id", theirs.contact).get("/api/v1/conversations"),
                as(ours).queryParam("contact_id", absent).get("/api/v1/conversations"),
                200);
        assertSame(
                as(ours).queryParam("bot_id", theirs.bot).get("/api/v1/conversations"),
                as(ours).queryParam("bot_id", absent).get("/api/v1/conversations"),
                200);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void answersNothingOfAnotherTenant(Operation operation) {
        TenantData fresh = new TenantData();
        Response answer = send(operation, as(fresh), fresh.idOf(operation.target()), fresh.bodyOf(operation));
        assertThat(answer.statusCode()).isBetween(200, 299);
        assertThat(answer.asString())
                .doesNotContain(
                        theirs.api.tenant().toString(),
                        theirs.bot,
                        theirs.conversation,
                        theirs.contact,
                        theirs.message,
                        theirs.answer,
                        theirs.key);
    }

    private static Response assertRefused(Operation operation, RequestSpecification as, int status, String code) {
        String before = ours.fingerprint();
        Response answer = send(operation, as, ours.idOf(operation.target()), ours.bodyOf(operation));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.jsonPath().getString("error.code")).isEqualTo(code);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo(status == 401 ? "Bearer" : null);
        assertThat(ours.fingerprint()).isEqualTo(before);
        return answer;
    }

    private static void assertSame(Response foreign, Response absent, int status) {
        assertThat(foreign.statusCode()).isEqualTo(status).isEqualTo(absent.statusCode());
        assertThat(foreign.asByteArray()).isEqualTo(absent.asByteArray());
    }

    private static Response send(Operation operation, RequestSpecification as, String id, String body) {
        RequestSpecification request = as.header("X-Request-Id", REQUEST_ID).contentType(ContentType.JSON);
        if (body != null) {
            request.body(body);
        }
        return request.request(
                operation.method(),
                operation
                        .path()
                        .replace("{id}", id)
                        .replace("{message_id}", TenantData.replyIn(id))
                        .replace("{answer_id}", TenantData.answerOf(id)));
    }

    private static RequestSpecification as(TenantData tenant) {
        return tenant.api.as().header("X-Request-Id", REQUEST_ID);
    }

    private static RequestSpecification with(String credential) {
        return given().auth().preemptive().oauth2(credential);
    }
}
