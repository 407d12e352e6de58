package com.callmissed.admin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.StoredHash;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestSecrets;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The service has the new pepper alone. The environment of the operator has the earlier one, too. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PepperCommandsTest {
    private static final String EARLIER = "the pepper before the rotation, of tests";
    private static final String PREVIOUS = "callmissed.key-pepper-previous";

    @ConfigProperty(name = "callmissed.data-dir")
    Path dataDir;

    @TempDir
    Path empty;

    private final Api api = Api.ofFreshTenant();
    private ApiKeyHash before;
    private ApiKeyHash during;

    @BeforeEach
    void begin() {
        before = new ApiKeyHash(TestSecrets.of(Map.of("callmissed.key-pepper", EARLIER)));
        during = new ApiKeyHash(TestSecrets.of(Map.of(PREVIOUS, EARLIER, "callmissed.data-dir", dataDir.toString())));
        createKey(Api.ofFreshTenant());
    }

    @Test
    void movesKeysThatNobodyUsesAndTheyStayValid() {
        JsonPath unused = earlierKey();
        JsonPath current = createKey();
        JsonPath revoked = earlierKey();
        Database.update("UPDATE api_key SET revoked_at = now() WHERE id = ?", id(revoked));
        String waiting = row(unused);
        assertThat(statuses()).containsExactlyInAnyOrder("current 1 0", "previous 1 0");

        JsonObject dry = new JsonObject(finish("--json").out());
        assertThat(dry.getInteger("changed")).isEqualTo(1);
        assertThat(dry.getBoolean("dry_run")).isTrue();
        assertThat(row(unused)).isEqualTo(waiting);

        Operator done = finish("--yes", "--json", "--reason", "yearly");
        assertThat(done.exitCode()).as(done.err()).isZero();
        JsonObject change = new JsonObject(done.out());
        assertThat(change.getJsonArray("items")).hasSize(1);
        assertThat(change.getJsonArray("items").getJsonObject(0).fieldNames())
                .containsExactly(
                        "result",
                        "key_id",
                        "tenant_id",
                        "prefix",
                        "last_four",
                        "name",
                        "last_used_at",
                        "previous_pepper",
                        "current_pepper");
        assertThat(change.getJsonArray("items").getJsonObject(0).getString("previous_pepper"))
                .isEqualTo(hex(during.previousId()));
        assertThat(change.getJsonArray("items").getJsonObject(0).getString("current_pepper"))
                .isEqualTo(hex(during.currentId()));
        assertThat(dry.getJsonArray("items")).isEqualTo(change.getJsonArray("items"));
        assertThat(Operator.results(change)).containsExactly("changed");
        assertThat(change.getJsonArray("items").getJsonObject(0).getString("key_id"))
                .isEqualTo(unused.getString("id"));
        assertThat(Operator.audit(api.tenant()))
                .containsExactly("operator key.rehash key:" + unused.getString("id") + " " + change.getString("run_id")
                        + " yearly");

        assertThat(Database.column("SELECT encode(secret_version, 'hex') FROM api_key WHERE id = ?", id(unused)))
                .as("open sockets stay open")
                .containsExactly(hex(before.of(unused.getString("key")).hash()).substring(0, 16));
        with(unused).statusCode(200);
        with(current).statusCode(200);
        assertRefused(revoked.getString("key"));
        assertRefused(altered(unused.getString("key")));
        assertThat(new JsonObject(finish("--yes", "--json").out()).getInteger("changed"))
                .isZero();
        assertThat(statuses()).allMatch(line -> line.startsWith("current "));
    }

    @Test
    void goesOnBehindKeysThatCannotBeMoved() {
        List<JsonPath> keys = Stream.generate(this::earlierKey).limit(3).toList();
        Database.update("UPDATE api_key SET inner_keys = '\\x0102' WHERE id = ?", id(keys.get(0)));
        for (int run = 0; run < 2; run++) {
            JsonObject change =
                    new JsonObject(finish("--yes", "--json", "--limit", "1").out());
            assertThat(change.getInteger("changed")).isEqualTo(1);
            assertThat(change.getBoolean("more")).isEqualTo(run == 0);
        }
        with(keys.get(1)).statusCode(200);
        with(keys.get(2)).statusCode(200);
        assertThat(statuses()).contains("previous 1 1");
    }

    /** Between the look of the command and its change. */
    @Test
    void leavesAKeyThatWasUsedMeanwhile() {
        JsonPath key = earlierKey();
        StoredHash moved = during.wrap(before.of(key.getString("key")), api.tenant(), id(key));
        String waiting = row(key);
        try (HeldTransaction use = HeldTransaction.of(
                "UPDATE api_key SET secret_hash = sha256('used'), pepper_id = NULL WHERE id = ?", id(key))) {
            CompletableFuture<Operator> finish = CompletableFuture.supplyAsync(() -> finish("--yes", "--json"));
            use.awaitBlocked();
            use.commit();
            assertThat(finish).succeedsWithin(Duration.ofSeconds(20)).satisfies(done -> assertThat(
                            Operator.results(new JsonObject(done.out())))
                    .containsExactly("changed_by_somebody_else"));
        }
        assertThat(row(key)).isNotEqualTo(waiting).doesNotContain(hex(moved.hash()));
        assertThat(Operator.audit(api.tenant())).isEmpty();
    }

    @Test
    void namesPeppersThatAreNotConfigured() {
        earlierKey();
        JsonPath unnamed = createKey();
        Database.update("UPDATE api_key SET pepper_id = NULL WHERE id = ?", id(unnamed));
        assertThat(Operator.reads("pepper", "status", "--tenant", tenant()))
                .extracting(row -> row.getString("pepper") + " " + row.getInteger("keys"))
                .containsExactlyInAnyOrder("not configured 1", "unknown 1");
    }

    @Test
    void needsThePeppersOfTheService() {
        Operator without = Operator.runs("pepper", "finish", "--yes");
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err())
                .isEqualTo("admin: CALLMISSED_KEY_PEPPER_PREVIOUS is missing: it must be the pepper to leave\n");
        Operator nothing = Operator.runs(Map.of("callmissed.data-dir", empty.toString()), "pepper", "status");
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err())
                .isEqualTo("admin: CALLMISSED_KEY_PEPPER and CALLMISSED_ENCRYPTION_KEY of the service are needed\n");
        assertThat(empty).isEmptyDirectory();
        Operator malformed = Operator.runs(Map.of(PREVIOUS, "short"), "pepper", "status");
        assertThat(malformed.err())
                .isEqualTo("admin: CALLMISSED_KEY_PEPPER_PREVIOUS is too short: at least 32 bytes\n");
    }

    /** As in a shell that still has the settings of the step before. */
    @Test
    void movesNothingToAPepperThatNobodyUses() {
        JsonPath key = earlierKey();
        String waiting = row(key);
        String unused = "a pepper that no key is under " + api.tenant();
        Map<String, String> swapped =
                Map.of("callmissed.key-pepper", unused, PREVIOUS, EARLIER, "callmissed.data-dir", dataDir.toString());
        ApiKeyHash stale = new ApiKeyHash(TestSecrets.of(swapped));
        for (String yes : List.of("--json", "--yes")) {
            Operator refused = finish(swapped, yes);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualTo("admin: No usable key is under the current pepper " + hex(stale.currentId())
                            + ", the previous one is " + hex(stale.previousId())
                            + ": if they are not swapped and no key was used since, add --first\n");
        }
        assertThat(row(key)).isEqualTo(waiting);

        Operator first = finish(swapped, "--first", "--json");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(new JsonObject(first.out()).getInteger("changed")).isEqualTo(1);
    }

    private Operator finish(String... options) {
        return finish(Map.of(PREVIOUS, EARLIER), options);
    }

    private Operator finish(Map<String, String> settings, String... options) {
        return Operator.runs(
                settings,
                Stream.concat(Stream.of("pepper", "finish", "--tenant", tenant()), Stream.of(options))
                        .toArray(String[]::new));
    }

    /** Pepper, usable keys, and how many of them were moved without use. */
    private List<String> statuses() {
        Operator status = Operator.runs(Map.of(PREVIOUS, EARLIER), "pepper", "status", "--tenant", tenant(), "--json");
        assertThat(status.exitCode()).as(status.err()).isZero();
        return status.out()
                .lines()
                .map(JsonObject::new)
                .map(row -> row.getString("pepper") + " " + row.getInteger("keys") + " "
                        + row.getInteger("moved_without_use"))
                .toList();
    }

    private JsonPath createKey() {
        return createKey(api);
    }

    private static JsonPath createKey(Api api) {
        return api.as()
                .body(Map.of("name", "Partner", "scopes", List.of("bots:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private JsonPath earlierKey() {
        JsonPath key = createKey();
        store(key, before.of(key.getString("key")));
        return key;
    }

    private static void store(JsonPath key, StoredHash hash) {
        Database.update(
                "UPDATE api_key SET secret_hash = ?, pepper_id = ? WHERE id = ?",
                hash.hash(),
                hash.pepperId(),
                id(key));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static UUID id(JsonPath key) {
        return UUID.fromString(key.getString("id"));
    }

    private static String row(JsonPath key) {
        return Database.column("SELECT k::text FROM api_key k WHERE id = ?", id(key))
                .get(0);
    }

    private String tenant() {
        return api.tenant().toString();
    }

    /** The same key with another character in its secret, and so with a wrong checksum. */
    private static String altered(String key) {
        return key.substring(0, 60) + (key.charAt(60) == 'x' ? 'y' : 'x') + key.substring(61);
    }

    private static void assertRefused(String key) {
        assertError(
                given().auth().preemptive().oauth2(key).get("/api/v1/bots").then(),
                ErrorCode.INVALID_API_KEY,
                "The API key is not valid");
    }

    private static ValidatableResponse with(JsonPath key) {
        return given().auth()
                .preemptive()
                .oauth2(key.getString("key"))
                .get("/api/v1/bots")
                .then();
    }
}
