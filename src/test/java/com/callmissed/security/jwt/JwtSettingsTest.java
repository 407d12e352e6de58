package com.callmissed.security.jwt;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.crypto.LocalSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JwtSettingsTest {
    private static final String NOT_A_KEY =
            "CALLMISSED_JWT_PUBLIC_KEY is not a PEM public key: RSA of at least 2048 bits,"
                    + " EC (P-256, P-384, P-521) or Ed25519";
    private static final String NOT_SAFE =
            "CALLMISSED_JWT_JWKS_URL must be an https address; http only on this machine";

    @TempDir
    Path dataDir;

    @Test
    void localModeTrustsThePairOfTheDataDirectory() {
        JwtSettings settings = settings(Map.of());
        assertThat(settings.problems()).isEmpty();
        assertThat(key(settings).key())
                .isEqualTo(new LocalSecrets(dataDir).signingPair().getPublic());
    }

    @Test
    void productionTrustsNothingByItself() {
        JwtSettings settings = settings(Map.of("callmissed.mode", "production"));
        assertThat(settings.problems())
                .containsExactly("CALLMISSED_JWT_PUBLIC_KEY or CALLMISSED_JWT_JWKS_URL is missing:"
                        + " how dashboard tokens are verified");
        assertThatThrownBy(() -> settings.trustedKeys(null, null)).hasMessageContaining("CALLMISSED_JWT_PUBLIC_KEY");
        assertThat(dataDir).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"RSA,,RS256", "EC,secp256r1,ES256", "EC,secp384r1,ES384", "EC,secp521r1,ES512", "Ed25519,,EdDSA"})
    void aConfiguredKeyDecidesTheAlgorithms(String type, String curve, String algorithm)
            throws GeneralSecurityException {
        PublicKey key = key(type, curve);
        for (String pem : List.of(pem(key, "\n"), pem(key, "\\n"), pem(key, ""), "\n" + pem(key, "\r\n") + "\n")) {
            JwtSettings settings = settings(Map.of("callmissed.jwt.public-key", pem));
            assertThat(settings.problems()).isEmpty();
            assertThat(key(settings).key()).isEqualTo(key);
            assertThat(key(settings).algorithms()).contains(algorithm).doesNotContain("none", "HS256");
        }
        assertThat(dataDir).as("no local pair beside it").isEmptyDirectory();
    }

    @Test
    void refusesKeysThatAreNotToBeTrusted() throws GeneralSecurityException {
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        assertThat(problemsOf(
                        "callmissed.jwt.public-key", pem(small.generateKeyPair().getPublic(), "\n")))
                .containsExactly(NOT_A_KEY);
        assertThat(problemsOf("callmissed.jwt.public-key", pem(key("X25519", null), "\n")))
                .containsExactly(NOT_A_KEY);
        assertThat(problemsOf("callmissed.jwt.public-key", "secret")).containsExactly(NOT_A_KEY);
        assertThat(problemsOf("callmissed.jwt.public-key", "-----BEGIN PUBLIC KEY-----\n%%%\n-----END PUBLIC KEY-----"))
                .containsExactly(NOT_A_KEY);
        assertThat(problemsOf("callmissed.jwt.hmac-secret", "s".repeat(31)))
                .containsExactly("CALLMISSED_JWT_HMAC_SECRET is too short: at least 32 bytes");
    }

    @Test
    void takesKeySetsOverHttpsOrFromThisMachine() {
        for (String url : List.of(
                "https://issuer.example/.well-known/jwks.json",
                "http://localhost:9000/keys",
                "http://127.0.0.1:9000/keys",
                "http://[::1]:9000/keys")) {
            assertThat(problemsOf("callmissed.jwt.jwks-url", url)).as(url).isEmpty();
        }
        for (String url : List.of(
                "http://issuer.example/keys",
                "http://127.0.0.1.evil.example/keys",
                "http://localhost.evil.example/keys",
                "file:///keys.json",
                "keys.json")) {
            assertThat(problemsOf("callmissed.jwt.jwks-url", url)).as(url).containsExactly(NOT_SAFE);
        }
    }

    @Test
    void takesOneSourceOfTrustOnly() {
        assertThat(settings(Map.of(
                                "callmissed.jwt.jwks-url",
                                "https://issuer.example/keys",
                                "callmissed.jwt.hmac-secret",
                                "s".repeat(32)))
                        .problems())
                .containsExactly("CALLMISSED_JWT_PUBLIC_KEY, CALLMISSED_JWT_JWKS_URL and CALLMISSED_JWT_HMAC_SECRET:"
                        + " only one of them may be set");
    }

    private List<String> problemsOf(String name, String value) {
        return settings(Map.of(name, value)).problems();
    }

    private static TrustedKey key(JwtSettings settings) {
        return settings.trustedKeys(null, null)
                .find(null, null)
                .await()
                .indefinitely()
                .get(0);
    }

    private static PublicKey key(String type, String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        if (curve != null) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair().getPublic();
    }

    private static String pem(PublicKey key, String lineBreak) {
        return String.join(
                lineBreak,
                "-----BEGIN PUBLIC KEY-----",
                Base64.getEncoder().encodeToString(key.getEncoded()),
                "-----END PUBLIC KEY-----");
    }

    private JwtSettings settings(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("callmissed.data-dir", dataDir.toString());
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(CallMissedConfig.class)
                .withMapping(JwtConfig.class)
                .withDefaultValues(all)
                .build();
        return new JwtSettings(
                config.getConfigMapping(CallMissedConfig.class), config.getConfigMapping(JwtConfig.class));
    }
}
