package com.callmissed.security.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.crypto.spec.SecretKeySpec;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;
import com.callmissed.security.UnknownCredentials;
import com.callmissed.security.UnknownCredentialsTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JwtVerifierTest {
    private static final UUID TENANT = UUID.randomUUID();

    private static Vertx vertx;
    private static KeyPair rsa;
    private static KeyPair ec;
    private static KeyPair ed25519;

    @BeforeAll
    static void generate() throws GeneralSecurityException {
        vertx = Vertx.vertx();
        rsa = pair("RSA");
        ed25519 = pair("Ed25519");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ec = generator.generateKeyPair();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @Test
    void readsTheCallerFromTheClaims() {
        JwtClaims claims = Tokens.claims(TENANT, "admin");
        Caller caller = verify(trusting(rsa), Tokens.sign(claims, "RS256", rsa.getPrivate()));
        assertThat(caller.tenantId()).isEqualTo(TENANT);
        assertThat(caller.id()).isEqualTo("user-1");
        assertThat(caller.kind()).isEqualTo(Caller.Kind.USER);
        assertThat(caller.role()).isEqualTo(Role.ADMIN);
        assertThat(caller.scopes()).isEqualTo(Scope.every());
        assertThat(caller.expiresAt())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void acceptsTheAlgorithmsOfAnRsaKey(String algorithm) {
        assertThat(verify(trusting(rsa), Tokens.sign(valid(), algorithm, rsa.getPrivate())))
                .isNotNull();
    }

    @Test
    void acceptsEllipticCurves() {
        assertThat(verify(trusting(ec), Tokens.sign(valid(), "ES256", ec.getPrivate())))
                .isNotNull();
        assertThat(verify(trusting(ed25519), Tokens.sign(valid(), "EdDSA", ed25519.getPrivate())))
                .isNotNull();
    }

    @Test
    void acceptsHs256OnlyWithAConfiguredSecret() {
        String secret = "s".repeat(32);
        String token = Tokens.sign(valid(), "HS256", hmac(secret.getBytes(StandardCharsets.UTF_8)));
        JwtVerifier verifier = trusting(TrustedKey.ofSecret(secret));
        assertThat(verify(verifier, token)).isNotNull();
        assertRefused(
                verifier, Tokens.sign(valid(), "HS512", hmac("s".repeat(64).getBytes(StandardCharsets.UTF_8))));
        assertRefused(trusting(rsa), token);
    }

    @Test
    void refusesThePublicKeyUsedAsAnHmacSecret() {
        byte[] encoded = rsa.getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----";
        assertRefused(trusting(rsa), Tokens.sign(valid(), "HS256", hmac(encoded)));
        assertRefused(trusting(rsa), Tokens.sign(valid(), "HS256", hmac(pem.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void refusesUnsignedTokensInAnySpelling() {
        for (String algorithm : Set.of("none", "None", "NONE", "nOnE", "")) {
            String header = base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
            String payload = base64(valid().toJson());
            assertRefused(trusting(rsa), header + "." + payload + ".");
            assertRefused(trusting(rsa), header + "." + payload + ".AAAA");
        }
        String noAlgorithm = base64("{\"typ\":\"JWT\"}") + "." + base64(valid().toJson()) + ".";
        assertRefused(trusting(rsa), noAlgorithm);
    }

    @Test
    void refusesAnotherKeyAndAnotherKeyType() throws GeneralSecurityException {
        assertRefused(trusting(rsa), Tokens.sign(valid(), "RS256", pair("RSA").getPrivate()));
        assertRefused(trusting(rsa), Tokens.sign(valid(), "ES256", ec.getPrivate()));
        assertRefused(trusting(ec), Tokens.sign(valid(), "RS256", rsa.getPrivate()));
    }

    @Test
    void refusesAKeyThatTheTokenBringsAlong() {
        String header = base64(
                "{\"alg\":\"RS256\",\"jku\":\"https://evil.example/jwks\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}");
        assertRefused(trusting(rsa), header + "." + base64(valid().toJson()) + ".AAAA");
    }

    @Test
    void refusesAChangedPayload() {
        String[] parts = Tokens.sign(valid(), "RS256", rsa.getPrivate()).split("\\.");
        String forged = base64(Tokens.claims(UUID.randomUUID(), "owner").toJson());
        assertRefused(trusting(rsa), parts[0] + "." + forged + "." + parts[2]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a.b.c", "not a token", "eyJhbGciOiJSUzI1NiJ9", "{}", "a.b.c.d.e", "cm_live_x"})
    void refusesWhatIsNoToken(String text) {
        assertRefused(trusting(rsa), text);
    }

    @Test
    void refusesPadding() {
        String token = Tokens.sign(valid(), "RS256", rsa.getPrivate());
        assertRefused(trusting(rsa), token + "=");
        assertRefused(trusting(rsa), token + "==");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"alg\":\"RS256\",\"kid\":1}", "{\"alg\":5}", "{\"alg\":[]}", "{\"alg\":null,\"kid\":{}}"})
    void refusesHeadersOfTheWrongType(String header) {
        String[] parts = Tokens.sign(valid(), "RS256", rsa.getPrivate()).split("\\.");
        String changed =
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));
        assertRefused(trusting(rsa), changed + "." + parts[1] + "." + parts[2]);
    }

    @Test
    void refusesWrongOrMissingClaims() {
        refusesChange(claims -> claims.setIssuer("someone-else"));
        refusesChange(claims -> claims.unsetClaim("iss"));
        refusesChange(claims -> claims.setAudience("other-service"));
        refusesChange(claims -> claims.unsetClaim("aud"));
        refusesChange(claims -> claims.unsetClaim("exp"));
        refusesChange(claims -> claims.setClaim("exp", "tomorrow"));
        refusesChange(claims -> claims.setClaim("exp", Long.MAX_VALUE));
        refusesChange(claims -> claims.unsetClaim("sub"));
        refusesChange(claims -> claims.setSubject(" "));
        refusesChange(claims -> claims.setSubject("a\u0000b"));
        refusesChange(claims -> claims.setSubject("x".repeat(256)));
        refusesChange(claims -> claims.unsetClaim("tenant_id"));
        refusesChange(claims -> claims.setClaim("tenant_id", "acme"));
        refusesChange(claims -> claims.setClaim("tenant_id", "1-1-1-1-1"));
        refusesChange(claims -> claims.setClaim("tenant_id", 7));
        refusesChange(claims -> claims.unsetClaim("role"));
        refusesChange(claims -> claims.setClaim("role", "root"));
        refusesChange(claims -> claims.setClaim("role", "OWNER"));
        refusesChange(claims -> claims.setClaim("scope", 7));
        refusesChange(claims -> claims.setNotBefore(NumericDate.fromSeconds(now() + 90)));
        refusesChange(claims -> claims.setIssuedAt(NumericDate.fromSeconds(now() + 90)));
    }

    @Test
    void tellsAnExpiredTokenFromAnInvalidOne() {
        JwtClaims expired = valid();
        expired.setExpirationTime(NumericDate.fromSeconds(now() - 1));
        assertThat(failure(trusting(rsa), Tokens.sign(expired, "RS256", rsa.getPrivate())))
                .extracting(ApiException::code, Throwable::getMessage)
                .containsExactly(ErrorCode.TOKEN_EXPIRED, "The token has expired");

        assertRefused(trusting(ec), Tokens.sign(expired, "RS256", rsa.getPrivate()));
        expired.setIssuer("someone-else");
        assertRefused(trusting(rsa), Tokens.sign(expired, "RS256", rsa.getPrivate()));
    }

    @Test
    void toleratesClocksThatAreAMinuteApart() {
        JwtClaims claims = valid();
        claims.setNotBefore(NumericDate.fromSeconds(now() + 55));
        claims.setIssuedAt(NumericDate.fromSeconds(now() + 55));
        assertThat(verify(trusting(rsa), Tokens.sign(claims, "RS256", rsa.getPrivate())))
                .isNotNull();
    }

    @Test
    void asksForTheKeyOfATokenOnlyOnce() {
        int[] asked = {0};
        JwtVerifier verifier = new JwtVerifier(
                Tokens.CONFIG,
                (keyId, algorithm) -> {
                    asked[0]++;
                    return Uni.createFrom().item(List.of(TrustedKey.of(null, rsa.getPublic())));
                },
                Tokens.unlimited(),
                vertx);
        String token = Tokens.sign(valid(), "RS256", rsa.getPrivate());
        Caller first = verify(verifier, token);
        assertThat(verify(verifier, token)).isSameAs(first);
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void knowsATokenOnceItWasVerified() {
        JwtVerifier verifier = trusting(rsa);
        String token = Tokens.sign(valid(), "RS256", rsa.getPrivate());
        assertThat(verifier.verified(token)).isNull();
        Caller caller = verify(verifier, token);
        assertThat(verifier.verified(token)).isSameAs(caller);
        assertThat(verifier.verified(token + "0")).isNull();
        String forged = Tokens.sign(valid(), "ES256", ec.getPrivate());
        assertRefused(verifier, forged);
        assertThat(verifier.verified(forged)).isNull();
    }

    @Test
    void checksFewForgedTokensAndAlwaysAKnownOne() throws GeneralSecurityException {
        TrustedKey key = TrustedKey.of(null, rsa.getPublic());
        UnknownCredentials few = UnknownCredentialsTest.limitedTo(2, 0);
        JwtVerifier verifier = new JwtVerifier(
                Tokens.CONFIG, (keyId, algorithm) -> Uni.createFrom().item(List.of(key)), few, vertx);
        String known = Tokens.sign(valid(), "RS256", rsa.getPrivate());
        Caller caller = verify(verifier, known);
        KeyPair foreign = pair("RSA");
        String forged = Tokens.sign(valid(), "RS256", foreign.getPrivate());
        for (int i = 0; i < 10; i++) {
            assertRefused(verifier, forged); // checked once, then remembered
        }
        assertRefused(verifier, Tokens.sign(Tokens.claims(TENANT, "agent"), "RS256", foreign.getPrivate()));
        String next = Tokens.sign(valid(), "PS256", rsa.getPrivate());
        assertThat(failure(verifier, next).code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(verify(verifier, known)).isSameAs(caller);
    }

    @Test
    void anExpiredTokenIsNotAForgedOne() {
        TrustedKey key = TrustedKey.of(null, rsa.getPublic());
        UnknownCredentials few = UnknownCredentialsTest.limitedTo(1, 0);
        JwtVerifier verifier = new JwtVerifier(
                Tokens.CONFIG, (keyId, algorithm) -> Uni.createFrom().item(List.of(key)), few, vertx);
        JwtClaims expired = valid();
        for (int i = 1; i <= 3; i++) {
            expired.setExpirationTime(NumericDate.fromSeconds(now() - i));
            assertThat(failure(verifier, Tokens.sign(expired, "RS256", rsa.getPrivate()))
                            .code())
                    .isEqualTo(ErrorCode.TOKEN_EXPIRED);
        }
        assertThat(verify(verifier, Tokens.sign(valid(), "RS256", rsa.getPrivate())))
                .isNotNull();
    }

    @Test
    void requiresTheTokenTypeOfTheIssuer() {
        TrustedKey key = TrustedKey.of(null, rsa.getPublic());
        JwtVerifier verifier = new JwtVerifier(
                Tokens.config("at+jwt"),
                (keyId, algorithm) -> Uni.createFrom().item(List.of(key)),
                Tokens.unlimited(),
                vertx);
        assertThat(verify(verifier, typed("at+jwt"))).isNotNull();
        assertThat(verify(verifier, typed("application/at+jwt"))).isNotNull();
        assertRefused(verifier, typed("JWT"));
        assertRefused(verifier, typed(null));
        assertThat(verify(trusting(rsa), typed("at+jwt"))).as("any type").isNotNull();
        assertThat(verify(trusting(rsa), typed(null))).as("no type").isNotNull();
    }

    private static String typed(String type) {
        return Tokens.sign(valid(), "RS256", rsa.getPrivate(), null, type);
    }

    @Test
    void checksCurvesOffTheEventLoopAndComesBack() throws Exception {
        String token = Tokens.sign(valid(), "ES256", ec.getPrivate());
        assertThat(TrustedKey.of(null, ec.getPublic()).isSlow()).isTrue();
        assertThat(TrustedKey.of(null, ed25519.getPublic()).isSlow()).isTrue();
        assertThat(TrustedKey.of(null, rsa.getPublic()).isSlow()).isFalse();
        CompletableFuture<Boolean> returned = new CompletableFuture<>();
        vertx.runOnContext(ignored -> {
            Context before = Vertx.currentContext();
            trusting(ec)
                    .verify(token, null)
                    .subscribe()
                    .with(
                            caller -> returned.complete(
                                    Vertx.currentContext() == before && Context.isOnEventLoopThread()),
                            returned::completeExceptionally);
        });
        assertThat(returned.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void refusesChange(Consumer<JwtClaims> change) {
        JwtClaims claims = valid();
        change.accept(claims);
        assertRefused(trusting(rsa), Tokens.sign(claims, "RS256", rsa.getPrivate()));
    }

    private static void assertRefused(JwtVerifier verifier, String token) {
        assertThat(failure(verifier, token))
                .as(token)
                .extracting(ApiException::code, Throwable::getMessage)
                .containsExactly(ErrorCode.INVALID_TOKEN, "The token is not valid");
    }

    private static ApiException failure(JwtVerifier verifier, String token) {
        return catchThrowableOfType(ApiException.class, () -> verify(verifier, token));
    }

    private static Caller verify(JwtVerifier verifier, String token) {
        return verifier.verify(token, null).await().atMost(Duration.ofSeconds(10));
    }

    private static JwtVerifier trusting(KeyPair pair) {
        return trusting(TrustedKey.of(null, pair.getPublic()));
    }

    private static JwtVerifier trusting(TrustedKey key) {
        return new JwtVerifier(
                Tokens.CONFIG, (keyId, algorithm) -> Uni.createFrom().item(List.of(key)), Tokens.unlimited(), vertx);
    }

    private static JwtClaims valid() {
        return Tokens.claims(TENANT, "owner");
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static Key hmac(byte[] secret) {
        return new SecretKeySpec(secret, "HmacSHA256");
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
