package com.callmissed.security.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ApiException;
import com.callmissed.testing.FieldCase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tokens of issuers in the field, each described by a name in a file. */
class TokenFieldTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final KeyPair PAIR = pair();
    private static final Vertx VERTX = Vertx.vertx();

    private final JsonPath cases = JsonPath.from(new FieldCase().read("75-jwt-claims.json"));
    private final JwtVerifier verifier = new JwtVerifier(
            Tokens.CONFIG,
            (keyId, algorithm) -> Uni.createFrom().item(List.of(TrustedKey.of(null, PAIR.getPublic()))),
            Tokens.unlimited(),
            VERTX);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void acceptsWhatIsRight() {
        List<String> names = cases.getList("ok");
        assertThat(names).hasSize(4);
        for (String name : names) {
            assertThat(verifier.verify(token(name), null)
                            .await()
                            .atMost(Duration.ofSeconds(10))
                            .tenantId())
                    .as(name)
                    .isEqualTo(TENANT);
        }
    }

    @Test
    void refusesEverythingElse() {
        List<String> names = cases.getList("refused");
        List<Integer> statuses = new ArrayList<>();
        for (String name : names) {
            ApiException refusal = catchThrowableOfType(
                    ApiException.class,
                    () -> verifier.verify(token(name), null).await().atMost(Duration.ofSeconds(10)));
            assertThat(refusal).as(name).isNotNull();
            statuses.add(refusal.code().status());
        }
        assertThat(statuses).hasSize(8).containsOnly(401);
    }

    private static String token(String name) {
        JwtClaims claims = Tokens.claims(TENANT, "agent");
        long now = NumericDate.now().getValue();
        switch (name) {
            case "aud_array" -> claims.setAudience("other", "callmissed-dashboard");
            case "aud_other_array" -> claims.setAudience("other", "another");
            case "iat_future_60s" -> claims.setIssuedAt(NumericDate.fromSeconds(now + 60));
            case "nbf_future_1h" -> claims.setNotBefore(NumericDate.fromSeconds(now + 3600));
            case "extra_claims" -> claims.setClaim("https://example.com/groups", Map.of("a", List.of(1, true)));
            case "uppercase_tenant" ->
                claims.setClaim("tenant_id", TENANT.toString().toUpperCase(Locale.ROOT));
            case "exp_past" -> claims.setExpirationTime(NumericDate.fromSeconds(now - 3600));
            case "exp_past_5s" -> claims.setExpirationTime(NumericDate.fromSeconds(now - 5));
            case "exp_missing" -> claims.unsetClaim("exp");
            case "exp_string" -> claims.setClaim("exp", Long.toString(now + 3600));
            case "alg_none" -> {
                return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + base64(claims.toJson()) + ".";
            }
            case "hs256_with_public_key" -> {
                return Tokens.sign(
                        claims, "HS256", new SecretKeySpec(PAIR.getPublic().getEncoded(), "HmacSHA256"));
            }
            default -> throw new IllegalArgumentException(name);
        }
        return Tokens.sign(claims, "RS256", PAIR.getPrivate());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
