package com.callmissed.apikey;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.persistence.Ids;
import com.callmissed.testing.Api;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ApiKeyResourceTest {
    private static final String KEYS = "/api/v1/keys";
    private static final String BOTS = "/api/v1/bots";

    private final Api api = Api.ofFreshTenant();

    @Test
    void showsANewKeyOnceWithEveryField() {
        Instant expiry = Ids.now().plusSeconds(3600);
        Map<String, Object> created = new HashMap<>(create(Map.of(
                        "name",
                        "CRM",
                        "scopes",
                        List.of("conversations:write", "bots:read", "bots:read"),
                        "expires_at",
                        expiry.plusNanos(999).toString(),
                        "rate_limit_rpm",
                        600))
                .getMap("$"));

        assertThat(created.keySet())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "key",
                        "prefix",
                        "last_four",
                        "scopes",
                        "rate_limit_rpm",
                        "expires_at",
                        "last_used_at",
                        "revoked_at",
                        "created_at");
        String key = (String) created.get("key");
        assertThat(key)
                .startsWith("cm_live_")
                .startsWith((String) created.get("prefix"))
                .endsWith((String) created.get("last_four"));
        assertThat(created)
                .containsEntry("name", "CRM")
                .containsEntry("scopes", List.of("conversations:write", "bots:read"))
                .containsEntry("rate_limit_rpm", 600)
                .containsEntry("expires_at", expiry.toString())
                .containsEntry("last_used_at", null)
                .containsEntry("revoked_at", null);

        created.remove("key");
        assertThat(api.as().get(KEYS).jsonPath().getList("$")).isEqualTo(List.of(created));
        assertThat(api.as().get(KEYS + "/{id}", created.get("id")).jsonPath().getMap("$"))
                .isEqualTo(created);
    }

    @Test
    void pointsToTheNewKey() {
        Response answer =
                api.as().body(Map.of("name", "a", "scopes", List.of())).post(KEYS);
        answer.then().header("Location", endsWith(KEYS + "/" + answer.path("id")));
    }

    @Test
    void leavesOutWhatWasNotAskedFor() {
        JsonPath key = create(Map.of("name", "test", "scopes", List.of(), "environment", "test"));
        assertThat(key.getString("key")).startsWith("cm_test_");
        assertThat(key.getList("scopes")).isEmpty();
        assertThat(key.getMap("$")).containsEntry("expires_at", null).containsEntry("rate_limit_rpm", null);
    }

    @Test
    void listsNewestFirstInPages() {
        List<String> ids = List.of(
                createKey("one").getString("id"),
                createKey("two").getString("id"),
                createKey("three").getString("id"));
        String cursor = api.as()
                .get(KEYS + "?limit=2")
                .then()
                .statusCode(200)
                .body("id", contains(ids.get(2), ids.get(1)))
                .extract()
                .header("X-Next-Cursor");
        api.as().get(KEYS + "?limit=2&cursor=" + cursor).then().body("id", contains(ids.get(0)));
    }

    @Test
    void saysWhichFieldIsWrong() {
        assertInvalid(post("{\"scopes\":[]}"), "name", "must not be blank");
        assertInvalid(post("{\"name\":\"a\"}"), "scopes", "is required");
        assertInvalid(
                post("{\"name\":\"a\",\"scopes\":[\"bots:read\",\"keys:manage\"]}"),
                "scopes[1]",
                "must be one of conversations:read, conversations:write, bots:read, bots:write, contacts:read,"
                        + " contacts:write, *");
        assertInvalid(
                post("{\"name\":\"a\",\"scopes\":[],\"expires_at\":\"2020-01-01T00:00:00Z\"}"),
                "expires_at",
                "must be a future date");
        assertInvalid(
                post("{\"name\":\"a\",\"scopes\":[],\"rate_limit_rpm\":0}"), "rate_limit_rpm", "must be at least 1");
        assertInvalid(
                post("{\"name\":\"a\",\"scopes\":[],\"environment\":\"dev\"}"),
                "environment",
                "must be one of live, test");
        assertInvalid(post("{\"name\":\"a\",\"scopes\":[],\"key\":\"cm_live_mine\"}"), "key", "is not a known field");
        api.as().get(KEYS).then().body("$", hasSize(0));
    }

    @Test
    void renames() {
        String id = createKey("old").getString("id");
        api.as()
                .body(Map.of("name", "new"))
                .patch(KEYS + "/{id}", id)
                .then()
                .statusCode(200)
                .body("name", equalTo("new"), "id", equalTo(id), "key", nullValue());
        api.as().get(KEYS).then().body("name", contains("new"));
        assertInvalid(api.as().body("{\"name\":\"\"}").patch(KEYS + "/{id}", id).then(), "name", "must not be blank");
    }

    @Test
    void rotationReplacesTheSecretAtOnce() {
        JsonPath old = createKey("a");
        assertThat(use(old.getString("key"))).isEqualTo(200);

        JsonPath rotated = api.as()
                .post(KEYS + "/{id}/rotate", old.getString("id"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(rotated.getString("id")).isEqualTo(old.getString("id"));
        assertThat(rotated.getString("key")).isNotEqualTo(old.getString("key")).startsWith("cm_live_");
        assertThat(rotated.getString("key")).endsWith(rotated.getString("last_four"));
        assertThat(use(old.getString("key"))).isEqualTo(401);
        assertThat(use(rotated.getString("key"))).isEqualTo(200);
        api.as().get(KEYS).then().body("$", hasSize(1), "last_four", contains(rotated.getString("last_four")));
    }

    @Test
    void revocationIsForGood() {
        JsonPath key = createKey("a");
        String id = key.getString("id");
        assertThat(use(key.getString("key"))).isEqualTo(200);

        api.as().delete(KEYS + "/{id}", id).then().statusCode(204);
        String revokedAt = api.as()
                .get(KEYS + "/{id}", id)
                .then()
                .statusCode(200)
                .body("revoked_at", notNullValue())
                .extract()
                .path("revoked_at");
        assertThat(use(key.getString("key"))).isEqualTo(401);

        api.as().delete(KEYS + "/{id}", id).then().statusCode(204);
        api.as().get(KEYS + "/{id}", id).then().body("revoked_at", equalTo(revokedAt));
        assertError(api.as().post(KEYS + "/{id}/rotate", id).then(), ErrorCode.CONFLICT, "The API key is revoked");
    }

    @Test
    void anotherTenantsKeyIsAsGoodAsNone() {
        String foreign = Api.ofFreshTenant()
                .as()
                .body(Map.of("name", "theirs", "scopes", List.of()))
                .post(KEYS)
                .path("id");
        for (String id : List.of(foreign, UUID.randomUUID().toString())) {
            assertNotFound(api.as().get(KEYS + "/{id}", id).then());
            assertNotFound(api.as()
                    .body("{\"name\":\"mine\"}")
                    .patch(KEYS + "/{id}", id)
                    .then());
            assertNotFound(api.as().post(KEYS + "/{id}/rotate", id).then());
            assertNotFound(api.as().delete(KEYS + "/{id}", id).then());
        }
        api.as().get(KEYS).then().body("$", hasSize(0));
    }

    @Test
    void limitsAKeyPerMinuteAndSaysSo() {
        JsonPath key = create(Map.of("name", "a", "scopes", List.of("bots:read"), "rate_limit_rpm", 2));
        request(key.getString("key"), BOTS)
                .statusCode(200)
                .header("X-RateLimit-Limit", "2")
                .header("X-RateLimit-Remaining", "1");
        request(key.getString("key"), "/api/v1/conversations")
                .statusCode(403)
                .header("X-RateLimit-Limit", "2")
                .header("X-RateLimit-Remaining", "0");
        ValidatableResponse refused = request(key.getString("key"), BOTS);
        assertError(refused, ErrorCode.RATE_LIMIT_EXCEEDED, "This API key may make 2 requests per minute");
        Response answer = refused.extract().response();
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        assertThat(answer.headers().getValues("X-RateLimit-Limit")).containsExactly("2");
        assertThat(answer.headers().getValues("X-RateLimit-Remaining")).containsExactly("0");
    }

    @Test
    void anUnlimitedKeyHasNoLimitHeaders() {
        Response answer =
                request(createKey("a").getString("key"), BOTS).extract().response();
        assertThat(answer.header("X-RateLimit-Limit")).isNull();
        assertThat(answer.header("X-RateLimit-Remaining")).isNull();
    }

    private JsonPath createKey(String name) {
        return create(Map.of("name", name, "scopes", List.of("*")));
    }

    private JsonPath create(Map<String, Object> request) {
        return api.as()
                .body(request)
                .post(KEYS)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private ValidatableResponse post(String body) {
        return api.as().body(body).post(KEYS).then();
    }

    private static int use(String key) {
        return request(key, BOTS).extract().statusCode();
    }

    private static ValidatableResponse request(String key, String path) {
        return given().auth().preemptive().oauth2(key).get(path).then();
    }

    private static void assertNotFound(ValidatableResponse answer) {
        assertError(answer, ErrorCode.NOT_FOUND, "API key not found");
    }
}
