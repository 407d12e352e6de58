package com.callmissed.security.jwt;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import org.awaitility.Awaitility;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The issuer is a real HTTP server. Only the clock belongs to the test. */
class JwksKeysTest {
    private static final List<PublicKey> RSA = List.of(newRsa(), newRsa());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicReference<String> published = new AtomicReference<>();
    private final AtomicReference<String> retryAfter = new AtomicReference<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private final MeterRegistry metrics = new SimpleMeterRegistry();

    private Vertx vertx;
    private JwksKeys keys;
    private int made;

    @BeforeEach
    void startIssuer() throws Exception {
        vertx = Vertx.vertx();
        HttpServer issuer = vertx.createHttpServer().requestHandler(request -> {
            fetches.incrementAndGet();
            String answer = published.get();
            if (retryAfter.get() != null) {
                request.response().putHeader("Retry-After", retryAfter.get());
            }
            request.response().setStatusCode(answer == null ? 500 : 200).end(answer == null ? "" : answer);
        });
        int port = issuer.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        keys = new JwksKeys(
                vertx, URI.create("http://127.0.0.1:" + port + "/keys"), now::get, new KeySetMetrics(metrics));
    }

    @AfterEach
    void stopIssuer() {
        vertx.close();
    }

    @Test
    void findsAKeyByItsIdAndFetchesOnce() throws Exception {
        PublicKey first = rsa();
        PublicKey second = rsa();
        publish(jwk(first, "one"), jwk(second, "two"));
        assertThat(find("two", "RS256").key()).isEqualTo(second);
        assertThat(find("one", "PS512").key()).isEqualTo(first);
        assertThat(find("one", "HS256")).isNull();
        assertThat(fetches).hasValue(1);
    }

    @Test
    void verifiesTokens() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        publish(jwk(pair.getPublic(), "one"));
        UUID tenant = UUID.randomUUID();
        String token = Tokens.sign(Tokens.claims(tenant, "agent"), "RS256", pair.getPrivate(), "one");
        assertThat(verify(token).tenantId()).isEqualTo(tenant);
    }

    @Test
    void verifiesATokenWithoutAKeyIdAmongKeysOfOneType() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        publish(jwk(rsa(), "one"), jwk(ed25519(), "two"), jwk(pair.getPublic(), "three"), jwk(rsa(), "four"));
        UUID tenant = UUID.randomUUID();
        JwtClaims claims = Tokens.claims(tenant, "agent");
        assertThat(verify(Tokens.sign(claims, "RS256", pair.getPrivate())).tenantId())
                .isEqualTo(tenant);
        claims.setExpirationTimeMinutesInTheFuture(-1);
        assertRefused(Tokens.sign(claims, "RS256", pair.getPrivate()), ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void refusesATokenOfNoKeyAndATokenThatNamesAnother() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        publish(jwk(rsa(), "one"), jwk(rsa(), "two"));
        JwtClaims claims = Tokens.claims(UUID.randomUUID(), "agent");
        assertRefused(Tokens.sign(claims, "RS256", pair.getPrivate()), ErrorCode.INVALID_TOKEN);
        now.set(now.get().plusSeconds(10));
        publish(jwk(rsa(), "one"), jwk(pair.getPublic(), "two"));
        assertRefused(Tokens.sign(claims, "RS256", pair.getPrivate(), "three"), ErrorCode.INVALID_TOKEN);
        assertRefused(Tokens.sign(claims, "RS256", pair.getPrivate(), "one"), ErrorCode.INVALID_TOKEN);
        assertThat(verify(Tokens.sign(claims, "RS256", pair.getPrivate(), "two")))
                .isNotNull();
    }

    /** Each key costs a verification of a signature. */
    @Test
    void offersFewKeysForATokenWithoutAKeyId() throws Exception {
        List<JsonWebKey> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(jwk(rsa(), "key-" + i));
        }
        publish(many.toArray(JsonWebKey[]::new));
        assertThat(found(null, "RS256")).extracting(TrustedKey::id).hasSize(8).startsWith("key-0");
        assertThat(found("key-19", "RS256")).extracting(TrustedKey::id).containsExactly("key-19");
        assertThat(found(null, "ES256")).isEmpty();
    }

    @Test
    void learnsANewKeyButNotMoreOftenThanEveryTenSeconds() throws Exception {
        publish(jwk(rsa(), "one"));
        assertThat(find("one", "RS256")).isNotNull();
        publish(jwk(rsa(), "two"));
        now.set(now.get().plusSeconds(9));
        assertThat(find("two", "RS256")).isNull();
        assertThat(find("made-up", "RS256")).isNull();
        assertThat(fetches).hasValue(1);
        now.set(now.get().plusSeconds(1));
        assertThat(find("two", "RS256")).isNotNull();
        assertThat(find("one", "RS256")).isNull();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void looksAgainAfterFiveMinutesAndForgetsWithdrawnKeys() throws Exception {
        publish(jwk(rsa(), "one"));
        assertThat(find("one", "RS256")).isNotNull();
        publish(jwk(rsa(), "two"));
        now.set(now.get().plusSeconds(301));
        assertThat(find("one", "RS256")).as("served while the set is read anew").isNotNull();
        Awaitility.await().until(() -> find("one", "RS256") == null);
    }

    @Test
    void staysWithTheKnownSetWhileTheIssuerIsAway() throws Exception {
        publish(jwk(rsa(), "one"));
        assertThat(find("one", "RS256")).isNotNull();
        published.set(null);
        now.set(now.get().plusSeconds(600));
        assertThat(find("other", "RS256")).isNull();
        assertThat(find("one", "RS256")).isNotNull();
        assertFetched(1, 1);
    }

    @Test
    void isNotReadyBeforeTheFirstSet() throws Exception {
        for (String unusable : new String[] {null, "not json", "x".repeat(300_000)}) {
            published.set(unusable);
            ApiException failure = catchThrowableOfType(ApiException.class, () -> find("one", "RS256"));
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY);
            assertThat(failure.headers()).containsEntry("Retry-After", "5");
            now.set(now.get().plusSeconds(10));
        }
        assertThat(fetches).hasValue(3);
        assertFetched(0, 3);
        publish(jwk(rsa(), "one"));
        assertThat(find("one", "RS256")).isNotNull();
        assertFetched(1, 3);
    }

    @Test
    void asksAnIssuerThatIsAwayLessAndLessOften() {
        List<Integer> fetched = new ArrayList<>();
        for (int second = 0; second <= 27; second++) {
            catchThrowableOfType(ApiException.class, () -> find("one", "RS256"));
            if (fetches.get() > fetched.size()) {
                fetched.add(second);
            }
            now.set(now.get().plusSeconds(1));
        }
        assertThat(fetched).containsExactly(0, 1, 3, 7, 15, 25);
    }

    @Test
    void waitsAsLongAsTheIssuerAsksButNoLongerThanAMinute() throws Exception {
        retryAfter.set("20");
        catchThrowableOfType(ApiException.class, () -> find("one", "RS256"));
        now.set(now.get().plusSeconds(19));
        catchThrowableOfType(ApiException.class, () -> find("one", "RS256"));
        assertThat(fetches).hasValue(1);
        retryAfter.set("86400");
        now.set(now.get().plusSeconds(1));
        catchThrowableOfType(ApiException.class, () -> find("one", "RS256"));
        assertThat(fetches).hasValue(2);
        publish(jwk(rsa(), "one"));
        now.set(now.get().plusSeconds(59));
        catchThrowableOfType(ApiException.class, () -> find("one", "RS256"));
        assertThat(fetches).hasValue(2);
        now.set(now.get().plusSeconds(1));
        assertThat(find("one", "RS256")).isNotNull();
    }

    @Test
    void passesOverKeysThatMustNotSign() throws Exception {
        PublicJsonWebKey encryption = jwk(rsa(), "enc");
        encryption.setUse("enc");
        PublicJsonWebKey narrowed = jwk(rsa(), "narrowed");
        narrowed.setAlgorithm("RS512");
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        JsonWebKey secret =
                JsonWebKey.Factory.newJwk("{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"" + "A".repeat(43) + "\"}");
        publish(encryption, narrowed, jwk(small.generateKeyPair().getPublic(), "small"), secret);
        assertThat(find("narrowed", "RS512")).isNotNull();
        assertThat(find("narrowed", "RS256")).isNull();
        assertThat(find("enc", "RS256")).isNull();
        assertThat(find("small", "RS256")).isNull();
        assertThat(find("secret", "HS256")).isNull();
    }

    private void assertFetched(int ok, int failed) {
        assertThat(fetched("ok")).isEqualTo(ok);
        assertThat(fetched("failed")).isEqualTo(failed);
    }

    private double fetched(String outcome) {
        return metrics.get("callmissed.jwks.fetches")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** Returns null if there is not exactly one. */
    private TrustedKey find(String keyId, String algorithm) {
        List<TrustedKey> found = found(keyId, algorithm);
        return found.size() == 1 ? found.get(0) : null;
    }

    private List<TrustedKey> found(String keyId, String algorithm) {
        return keys.find(keyId, algorithm).await().atMost(Duration.ofSeconds(10));
    }

    private Caller verify(String token) {
        return new JwtVerifier(Tokens.CONFIG, keys, Tokens.unlimited(), vertx)
                .verify(token, null)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private void assertRefused(String token, ErrorCode code) {
        assertThat(catchThrowableOfType(ApiException.class, () -> verify(token)).code())
                .isEqualTo(code);
    }

    private void publish(JsonWebKey... keySet) {
        published.set(new JsonWebKeySet(keySet).toJson(JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC));
    }

    private static PublicJsonWebKey jwk(PublicKey key, String id) throws JoseException {
        PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
        jwk.setKeyId(id);
        return jwk;
    }

    /** Two keys in turn, because creating one takes long. */
    private PublicKey rsa() {
        return RSA.get(made++ % RSA.size());
    }

    private static PublicKey newRsa() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicKey ed25519() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
    }
}
