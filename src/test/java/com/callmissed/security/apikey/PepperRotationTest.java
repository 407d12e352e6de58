package com.callmissed.security.apikey;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.apikey.ApiKeys;
import com.callmissed.apikey.CreateKeyRequest;
import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.StoredHash;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;
import com.callmissed.security.UnknownCredentials;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.Database;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.Statements;
import com.callmissed.testing.TestSecrets;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application has the new pepper alone, as after the last step of a rotation. The processes of the steps before
 * exist in this test only, with a clock of the test.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PepperRotationTest {
    private static final String EARLIER = "the pepper before the rotation, of tests";
    private static final String NEW = "the pepper after the rotation, of tests";

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Inject
    ApiKeys keys;

    @Inject
    LiveCredentials live;

    @Inject
    UnknownCredentials unknown;

    @ConfigProperty(name = "callmissed.data-dir")
    Path dataDir;

    private final UUID tenant = UUID.randomUUID();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private ApiKeyHash before;
    private ApiKeyHash during;

    @BeforeEach
    void begin() {
        before = new ApiKeyHash(TestSecrets.of(Map.of("callmissed.key-pepper", EARLIER)));
        during = new ApiKeyHash(TestSecrets.of(
                Map.of("callmissed.key-pepper-previous", EARLIER, "callmissed.data-dir", dataDir.toString())));
    }

    @Test
    void aUseMovesAKeyToTheCurrentPepper() {
        PlainKey key = earlierKey();
        assertRefused(key.text());
        String updatedAt = column(key, "updated_at");

        assertThat(Statements.during(() -> assertThat(find(lookup(during), key)).isNotNull()))
                .as("one look-up for both peppers")
                .filteredOn(statement -> statement.contains("api_key k"))
                .hasSize(1);

        awaitMoved(key);
        assertThat(column(key, "last_used_at")).isNotNull();
        assertThat(column(key, "updated_at")).isEqualTo(updatedAt);
        Awaitility.await().untilAsserted(() -> with(key.text()).statusCode(200));
        assertThat(find(lookup(before), key))
                .as("a process with the earlier pepper alone")
                .isNull();
    }

    @Test
    void writesOnceForManyUses() {
        PlainKey key = earlierKey();
        ApiKeyLookup lookup = lookup(during);
        find(lookup, key);
        awaitMoved(key);
        store(key, before.of(key.text()));
        for (int use = 0; use < 20; use++) {
            now.set(now.get().plusSeconds(2));
            assertThat(find(lookup, key)).isNotNull();
        }
        assertThat(column(key, "pepper_id")).isEqualTo(hex(before.currentId()));
        now.set(now.get().plusSeconds(20));
        find(lookup, key);
        awaitMoved(key);
    }

    @Test
    void refusesWrongKeysUnderBothPeppers() {
        PlainKey key = earlierKey();
        ApiKeyLookup lookup = lookup(during);
        PlainKey wrong = PlainKey.generate(Environment.LIVE, key.id(), tenant, new SecureRandom());
        assertThat(find(lookup, wrong)).isNull();
        assertRefused(wrong.text());
        assertThat(column(key, "pepper_id")).isEqualTo(hex(before.currentId()));
        find(lookup, key);
        awaitMoved(key);
        assertThat(find(lookup, wrong)).isNull();
        assertRefused(wrong.text());
    }

    @Test
    void aRevokedKeyStaysRevokedAndAnExpiredOneExpired() {
        PlainKey revoked = earlierKey();
        PlainKey expired = earlierKey();
        Database.update("UPDATE api_key SET revoked_at = now() WHERE id = ?", revoked.id());
        Database.update("UPDATE api_key SET expires_at = now() - interval '1 hour' WHERE id = ?", expired.id());
        ApiKeyLookup lookup = lookup(during);
        for (PlainKey ended : List.of(revoked, expired)) {
            assertThat(find(lookup, ended)).isNull();
            assertRefused(ended.text());
            assertThat(column(ended, "pepper_id")).isEqualTo(hex(before.currentId()));
            assertThat(column(ended, "last_used_at")).isNull();
        }
    }

    /** The one replica has made the first step only, the other one the second step. */
    @Test
    void worksOnEveryReplicaWhileTheyDisagree() {
        ApiKeyHash first = new ApiKeyHash(
                TestSecrets.of(Map.of("callmissed.key-pepper", EARLIER, "callmissed.key-pepper-previous", NEW)));
        ApiKeyHash second = new ApiKeyHash(
                TestSecrets.of(Map.of("callmissed.key-pepper", NEW, "callmissed.key-pepper-previous", EARLIER)));
        PlainKey key = earlierKey();
        List<ApiKeyLookup> replicas = List.of(lookup(first), lookup(second), lookup(first), lookup(second));
        for (int round = 0; round < 5; round++) {
            assertThat(Parallel.run(replicas.size(), replica -> find(replicas.get(replica), key) != null))
                    .containsOnly(true);
            now.set(now.get().plusSeconds(61));
        }
        ApiKeyLookup last = lookup(second);
        Awaitility.await().until(() -> {
            assertThat(find(last, key)).isNotNull();
            now.set(now.get().plusSeconds(61));
            return hex(second.currentId()).equals(column(key, "pepper_id"));
        });
    }

    @Test
    void openSocketsSurviveAMoveAndEndAfterARotationOfTheKey() {
        PlainKey key = earlierKey();
        ApiKeyLookup lookup = lookup(during);
        Caller caller = find(lookup, key).caller();
        awaitMoved(key);
        assertThat(await(() -> live.stillValid(caller))).isTrue();
        assertThat(await(() -> live.findEnded(List.of(caller)))).isEmpty();
        now.set(now.get().plusSeconds(2));
        assertThat(find(lookup, key).caller()).isEqualTo(caller);

        await(() -> keys.rotate(tenant, key.id()));
        assertThat(await(() -> live.stillValid(caller))).isFalse();
        assertThat(await(() -> live.findEnded(List.of(caller)))).containsExactly(caller);
        assertThat(column(key, "secret_version")).isNull();
    }

    @Test
    void aKeyThatWasRotatedMeanwhileKeepsItsNewHash() {
        PlainKey key = earlierKey();
        ApiKeyLookup lookup = lookup(during);
        StoredKey read = find(lookup(before), key);
        await(() -> keys.rotate(tenant, key.id()));
        String rotated = column(key, "secret_hash");
        new LastUse(pool, now::get).note(read, during.of(key.text()));
        PlainKey later = earlierKey();
        find(lookup, later);
        awaitMoved(later);
        assertThat(column(key, "secret_hash")).isEqualTo(rotated);
        assertThat(find(lookup, key)).isNull();
    }

    @Test
    void namesThePepperOfKeysOfAnEarlierVersion() {
        PlainKey used = create();
        PlainKey unused = create();
        Database.update("UPDATE api_key SET pepper_id = NULL WHERE tenant_id = ?", tenant);
        ApiKeyHash application = new ApiKeyHash(TestSecrets.of(Map.of("callmissed.data-dir", dataDir.toString())));
        KeyPeppers peppers = new KeyPeppers(vertx, pool, application);
        Database.update("UPDATE api_key SET revoked_at = now() WHERE pepper_id <> ?", during.currentId());
        assertThat(await(peppers::name)).as("no proof yet").isZero();
        assertThat(column(unused, "pepper_id")).isNull();

        Caller caller = find(lookup(application, peppers), used).caller();
        awaitMoved(used);
        assertThat(column(used, "secret_version"))
                .as("the hash has not changed")
                .isNull();
        assertThat(await(() -> live.stillValid(caller))).isTrue();

        PlainKey other = earlierKey();
        assertThat(await(peppers::name)).as("another pepper is in use").isZero();
        assertThat(column(unused, "pepper_id")).isNull();
        Database.update("UPDATE api_key SET revoked_at = now() WHERE id = ?", other.id());
        assertThat(await(peppers::name)).isPositive();
        assertThat(column(unused, "pepper_id")).isEqualTo(hex(during.currentId()));
        assertThat(await(peppers::name)).isZero();
    }

    @Test
    void aUseMovesAKeyWhoseRowNamesTheWrongPepper() {
        PlainKey key = create();
        store(key, new StoredHash(before.of(key.text()).hash(), during.currentId(), null));
        assertThat(find(lookup(during), key)).isNotNull();
        Awaitility.await().until(() -> hex(during.of(key.text()).hash()).equals(column(key, "secret_hash")));
        with(key.text()).statusCode(200);
    }

    @Test
    void countsUsableKeysThatMayNeedThePreviousPepper() {
        ApiKeyHash own = new ApiKeyHash(TestSecrets.of(Map.of(
                "callmissed.key-pepper",
                "a pepper of this test alone " + tenant,
                "callmissed.key-pepper-previous",
                EARLIER)));
        KeyPeppers peppers = new KeyPeppers(vertx, pool, own);
        // Keys of other tests must not expire between two counts.
        Database.update("UPDATE api_key SET revoked_at = now() WHERE expires_at IS NOT NULL AND revoked_at IS NULL");
        long others = await(peppers::count);
        PlainKey key = earlierKey();
        PlainKey unnamed = earlierKey();
        PlainKey revoked = earlierKey();
        Database.update("UPDATE api_key SET pepper_id = NULL WHERE id = ?", unnamed.id());
        Database.update("UPDATE api_key SET revoked_at = now() WHERE id = ?", revoked.id());
        assertThat(await(peppers::count)).isEqualTo(others + 2);
        for (PlainKey used : List.of(key, unnamed)) {
            find(lookup(own), used);
            Awaitility.await().until(() -> hex(own.currentId()).equals(column(used, "pepper_id")));
        }
        assertThat(await(peppers::count)).isEqualTo(others);
    }

    private PlainKey create() {
        CreateKeyRequest request = new CreateKeyRequest("key", Set.of(Scope.BOTS_READ), null, null, null);
        return PlainKey.parse(await(() -> keys.create(tenant, "test", request)).key())
                .orElseThrow();
    }

    /** A key that was created before the rotation. */
    private PlainKey earlierKey() {
        PlainKey key = create();
        store(key, before.of(key.text()));
        return key;
    }

    private static void store(PlainKey key, StoredHash hash) {
        Database.update(
                "UPDATE api_key SET secret_hash = ?, pepper_id = ? WHERE id = ?",
                hash.hash(),
                hash.pepperId(),
                key.id());
    }

    private ApiKeyLookup lookup(ApiKeyHash hash) {
        return lookup(hash, new KeyPeppers(vertx, pool, hash));
    }

    private ApiKeyLookup lookup(ApiKeyHash hash, KeyPeppers peppers) {
        return new ApiKeyLookup(pool, hash, unknown, peppers, now::get);
    }

    private StoredKey find(ApiKeyLookup by, PlainKey key) {
        return await(() -> by.findUsable(key, null));
    }

    private void awaitMoved(PlainKey key) {
        Awaitility.await().until(() -> hex(during.currentId()).equals(column(key, "pepper_id")));
    }

    private static String column(PlainKey key, String name) {
        String value = name.endsWith("_at") ? name + "::text" : "encode(" + name + ", 'hex')";
        return Database.column("SELECT " + value + " FROM api_key WHERE id = ?", key.id())
                .get(0);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void assertRefused(String key) {
        assertError(with(key), ErrorCode.INVALID_API_KEY, "The API key is not valid");
    }

    private static ValidatableResponse with(String key) {
        return given().auth().preemptive().oauth2(key).get("/api/v1/bots").then();
    }

    private <T> T await(Supplier<Uni<T>> work) {
        try {
            return Contexts.run(vertx, work).get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
