package com.callmissed.security.apikey;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.apikey.ApiKeyResponse;
import com.callmissed.apikey.ApiKeys;
import com.callmissed.apikey.CreateKeyRequest;
import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;
import com.callmissed.security.UnknownCredentials;
import com.callmissed.security.UnknownCredentialsTest;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.Statements;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The look-up of keys with a clock of the test. Changes of another replica are made in the database. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ApiKeyLookupTest {
    private static final UUID TENANT = UUID.randomUUID();

    @Inject
    Pool pool;

    @Inject
    ApiKeyHash hash;

    @Inject
    Vertx vertx;

    @Inject
    ApiKeys keys;

    @Inject
    LiveCredentials live;

    @Inject
    UnknownCredentials unknown;

    @Inject
    KeyPeppers peppers;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private ApiKeyLookup lookup;

    @BeforeEach
    void startAfresh() {
        lookup = new ApiKeyLookup(pool, hash, unknown, peppers, now::get);
    }

    @Test
    void asksOnceForAKeyAndThenNotForTwoSeconds() {
        PlainKey key = create(null);
        assertThat(lookUpsDuring(() -> assertThat(find(key)).isNotNull())).isEqualTo(1);
        now.set(now.get().plusMillis(1999));
        assertThat(lookUpsDuring(() -> assertThat(find(key)).isNotNull())).isZero();
        now.set(now.get().plusMillis(1));
        assertThat(lookUpsDuring(() -> assertThat(find(key)).isNotNull())).isEqualTo(1);
    }

    @Test
    void identifiesAKeyWithoutALookUpForTwoSecondsWhileItMayBeUsed() {
        PlainKey key = create(now.get().plusSeconds(60));
        assertThat(lookup.identityOf(key.text())).as("not read yet").isNull();
        assertThat(find(key)).isNotNull();
        assertThat(lookUpsDuring(() -> assertThat(lookup.identityOf(key.text()).getPrincipal())
                        .isEqualTo(find(key).caller())))
                .isZero();
        assertThat(lookup.identityOf(stray().text())).as("another key").isNull();
        now.set(now.get().plusMillis(1999));
        assertThat(lookup.identityOf(key.text())).isNotNull();
        now.set(now.get().plusMillis(1));
        assertThat(lookup.identityOf(key.text())).as("read too long ago").isNull();
        now.set(now.get().plusSeconds(57));
        assertThat(find(key)).isNotNull();
        assertThat(lookup.identityOf(key.text())).isNotNull();
        now.set(now.get().plusSeconds(1));
        assertThat(lookup.identityOf(key.text())).as("expired").isNull();
    }

    @Test
    void identifiesNoKeyThatWasForgotten() {
        PlainKey key = create(null);
        PlainKey other = create(null);
        assertThat(find(key)).isNotNull();
        assertThat(find(other)).isNotNull();
        lookup.forget(TENANT, key.id());
        assertThat(lookup.identityOf(key.text())).isNull();
        assertThat(lookup.identityOf(other.text())).isNotNull();
    }

    @Test
    void asksOnceForAKeyThatDoesNotExist() {
        PlainKey stray = stray();
        assertThat(lookUpsDuring(() -> assertThat(find(stray)).isNull())).isEqualTo(1);
        assertThat(lookUpsDuring(() -> assertThat(find(stray)).isNull())).isZero();
    }

    @Test
    void looksUpFewForgedKeysAndAlwaysAKnownOne() {
        lookup = new ApiKeyLookup(pool, hash, UnknownCredentialsTest.limitedTo(2, 0, now::get), peppers, now::get);
        PlainKey known = create(null);
        PlainKey fresh = create(null);
        assertThat(find(known)).isNotNull();
        assertThat(find(stray())).isNull();
        assertThat(find(stray())).isNull();
        assertThat(lookUpsDuring(() -> assertThat(catchThrowable(() -> find(stray())))
                        .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED))))
                .isZero();
        assertThat(catchThrowable(() -> find(fresh))).isInstanceOf(ApiException.class);
        now.set(now.get().plusMillis(1500));
        assertThat(find(fresh)).isNotNull();
        assertThat(find(stray())).isNull();
        assertThat(find(stray())).isNull();
        now.set(now.get().plusMillis(500)); // the known key was read two seconds ago
        assertThat(lookUpsDuring(() -> assertThat(find(known)).isNotNull())).isEqualTo(1);
        assertThat(catchThrowable(() -> find(stray()))).isInstanceOf(ApiException.class);
    }

    private static PlainKey stray() {
        return PlainKey.generate(Environment.LIVE, UUID.randomUUID(), TENANT, new SecureRandom());
    }

    @Test
    void aTypoCostsNoLookUp() {
        String text = create(null).text();
        String typo = text.substring(0, 60) + (text.charAt(60) == 'x' ? 'y' : 'x') + text.substring(61);
        assertThat(lookUpsDuring(() -> given().auth()
                        .preemptive()
                        .oauth2(typo)
                        .get("/api/v1/bots")
                        .then()
                        .statusCode(401)))
                .isZero();
    }

    @Test
    void knowsAKeyByItsWholeTextOnly() {
        PlainKey key = create(null);
        SecureRandom random = new SecureRandom();
        assertThat(find(PlainKey.generate(Environment.LIVE, key.id(), TENANT, random)))
                .as("another secret")
                .isNull();
        assertThat(find(PlainKey.generate(Environment.LIVE, key.id(), UUID.randomUUID(), random)))
                .as("another tenant")
                .isNull();
        assertThat(find(key).tenantId()).isEqualTo(TENANT);
    }

    @Test
    void storesNothingThatCouldBeUsedAsAKey() {
        PlainKey key = create(null);
        String row = Database.column("SELECT k::text FROM api_key k WHERE id = ?", key.id())
                .get(0);
        assertThat(row).doesNotContain(key.text().substring(18, 97));
    }

    @Test
    void noticesARevocationElsewhereWithinTwoSeconds() {
        PlainKey key = create(null);
        assertThat(find(key)).isNotNull();
        Database.update("UPDATE api_key SET revoked_at = now() WHERE id = ?", key.id());
        now.set(now.get().plusSeconds(2));
        assertThat(find(key)).isNull();
    }

    /** The two seconds start with the look-up: the result of a slow one is old when it arrives. */
    @Test
    void remembersASlowAnswerForShorter() {
        PlainKey key = create(null);
        await(() -> {
            Uni<StoredKey> asked = lookup.findUsable(key, null);
            now.set(now.get().plusMillis(1500));
            return asked;
        });
        assertThat(lookUpsDuring(() -> assertThat(find(key)).isNotNull())).isZero();
        now.set(now.get().plusMillis(500));
        assertThat(lookUpsDuring(() -> assertThat(find(key)).isNotNull())).isEqualTo(1);
    }

    @Test
    void expiresARememberedKeyOnTime() {
        PlainKey key = create(now.get().plusSeconds(60));
        now.set(now.get().plusSeconds(59));
        assertThat(find(key)).isNotNull();
        now.set(now.get().plusSeconds(1));
        assertThat(lookUpsDuring(() -> assertThat(find(key)).isNull())).isZero();
    }

    @Test
    void notesAUseOfEveryMinute() {
        PlainKey key = create(null);
        find(key);
        awaitUse(key, null);
        Database.update("UPDATE api_key SET last_used_at = now() - interval '1 minute' WHERE id = ?", key.id());
        String before = lastUse(key);
        now.set(now.get().plusSeconds(60));
        find(key);
        awaitUse(key, before);
    }

    @Test
    void leavesTheNoteOfAnotherReplicaAlone() {
        PlainKey key = create(null);
        find(key);
        awaitUse(key, null);
        String first = lastUse(key);
        find(new ApiKeyLookup(pool, hash, unknown, peppers, now::get), key);
        PlainKey later = create(null);
        find(later);
        awaitUse(later, null);
        assertThat(lastUse(key)).isEqualTo(first);
    }

    @Test
    void doesNotWaitForTheNote() throws SQLException {
        PlainKey key = create(null);
        try (Connection connection = Database.connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("SELECT 1 FROM api_key WHERE id = '" + key.id() + "' FOR UPDATE");
            assertThat(find(key)).isNotNull();
            connection.rollback();
        }
        Awaitility.await().untilAsserted(() -> {
            find(key); // the next use is noted
            assertThat(lastUse(key)).isNotNull();
        });
    }

    @Test
    void isNotReadyWhileTheDatabaseIsAway() {
        PlainKey key = create(null);
        PgConnectOptions nowhere = new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(1)
                .setDatabase("none")
                .setUser("nobody");
        Pool away = Pool.newInstance(
                PgBuilder.pool().connectingTo(nowhere).using(vertx).build());
        Throwable failure = catchThrowable(() -> find(new ApiKeyLookup(away, hash, unknown, peppers, now::get), key));
        assertThat(failure).isInstanceOf(ApiException.class);
        assertThat(((ApiException) failure).code()).isEqualTo(ErrorCode.NOT_READY);
        assertThat(((ApiException) failure).headers()).containsEntry("Retry-After", "5");
        away.closeAndForget();
    }

    @Test
    void liveCredentialsSeeRevocationRotationAndExpiryAtOnce() {
        PlainKey revoked = create(null);
        Caller revokedCaller = find(revoked).caller();
        assertThat(isValid(revokedCaller)).isTrue();
        Database.update("UPDATE api_key SET revoked_at = now() WHERE id = ?", revoked.id());
        assertThat(isValid(revokedCaller)).isFalse();

        PlainKey rotated = create(null);
        Caller rotatedCaller = find(rotated).caller();
        ApiKeyResponse successor = await(() -> keys.rotate(TENANT, rotated.id()));
        assertThat(isValid(rotatedCaller)).isFalse();
        assertThat(isValid(find(PlainKey.parse(successor.key()).orElseThrow()).caller()))
                .isTrue();

        PlainKey expired = create(now.get().plusSeconds(3600));
        Caller expiredCaller = find(expired).caller();
        assertThat(isValid(expiredCaller)).isTrue();
        Database.update("UPDATE api_key SET expires_at = now() WHERE id = ?", expired.id());
        assertThat(isValid(expiredCaller)).isFalse();

        Database.update("DELETE FROM api_key WHERE id = ?", expired.id());
        assertThat(isValid(expiredCaller)).isFalse();
    }

    @Test
    void findsTheEndedOnesAmongManyKeysWithOneStatement() {
        List<PlainKey> all = Stream.generate(() -> create(now.get().plusSeconds(3600)))
                .limit(5)
                .toList();
        List<Caller> callers = all.stream().map(key -> find(key).caller()).toList();
        Caller foreign = new Caller(
                UUID.randomUUID(),
                Caller.Kind.API_KEY,
                callers.get(0).id(),
                null,
                Set.of(),
                null,
                callers.get(0).secretVersion());
        Database.update(
                "UPDATE api_key SET revoked_at = now() WHERE id = ?", all.get(1).id());
        await(() -> keys.rotate(TENANT, all.get(2).id()));
        Database.update(
                "UPDATE api_key SET expires_at = now() WHERE id = ?", all.get(3).id());
        Database.update("DELETE FROM api_key WHERE id = ?", all.get(4).id());

        List<Caller> asked = Stream.concat(callers.stream(), Stream.of(foreign)).toList();
        assertThat(lookUpsDuring(() ->
                        assertThat(await(() -> live.findEnded(asked))).containsExactlyElementsOf(asked.subList(1, 6))))
                .isEqualTo(1);
        assertThat(await(() -> live.findEnded(List.of()))).isEmpty();
    }

    @Test
    void aTokenLivesUntilItExpires() {
        assertThat(isValid(user(Instant.now().plusSeconds(60)))).isTrue();
        assertThat(isValid(user(Instant.now()))).isFalse();
    }

    private PlainKey create(Instant expiresAt) {
        CreateKeyRequest request = new CreateKeyRequest("key", Set.of(Scope.BOTS_READ), expiresAt, null, null);
        return PlainKey.parse(await(() -> keys.create(TENANT, "test", request)).key())
                .orElseThrow();
    }

    private StoredKey find(PlainKey key) {
        return find(lookup, key);
    }

    private StoredKey find(ApiKeyLookup by, PlainKey key) {
        return await(() -> by.findUsable(key, null));
    }

    private boolean isValid(Caller caller) {
        return await(() -> live.stillValid(caller));
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

    private static long lookUpsDuring(Runnable action) {
        return Statements.during(action).stream()
                .filter(statement -> statement.contains("api_key k"))
                .count();
    }

    private static void awaitUse(PlainKey key, String before) {
        Awaitility.await().until(() -> !Objects.equals(lastUse(key), before));
    }

    private static String lastUse(PlainKey key) {
        return Database.column("SELECT last_used_at FROM api_key WHERE id = ?", key.id())
                .get(0);
    }

    private static Caller user(Instant expiresAt) {
        return new Caller(TENANT, Caller.Kind.USER, "user", Role.AGENT, Role.AGENT.scopes(), expiresAt);
    }
}
