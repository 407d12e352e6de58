package com.callmissed.security.jwt;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.SafeAddress;
import com.callmissed.crypto.LocalSecrets;

/** Chooses the keys that dashboard tokens are verified with. */
@ApplicationScoped
public class JwtSettings {
    private final CallMissedConfig config;
    private final JwtConfig jwt;

    public JwtSettings(CallMissedConfig config, JwtConfig jwt) {
        this.config = config;
        this.jwt = jwt;
    }

    /**
     * Returns the reasons that prevent a start, one line for each setting, with the names that operators use. Empty
     * when there is none. Reads only configuration.
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        long sources = Stream.of(jwt.publicKey(), jwt.jwksUrl(), jwt.hmacSecret())
                .filter(source -> source.isPresent())
                .count();
        if (sources == 0 && config.mode() == CallMissedConfig.Mode.PRODUCTION) {
            problems.add("CALLMISSED_JWT_PUBLIC_KEY or CALLMISSED_JWT_JWKS_URL is missing:"
                    + " how dashboard tokens are verified");
        }
        if (sources > 1) {
            problems.add("CALLMISSED_JWT_PUBLIC_KEY, CALLMISSED_JWT_JWKS_URL and CALLMISSED_JWT_HMAC_SECRET:"
                    + " only one of them may be set");
        }
        jwt.publicKey()
                .filter(pem -> !isUsable(pem))
                .ifPresent(pem -> problems.add("CALLMISSED_JWT_PUBLIC_KEY is not a"
                        + " PEM public key: RSA of at least 2048 bits, EC (P-256, P-384, P-521) or Ed25519"));
        jwt.jwksUrl()
                .filter(url -> !SafeAddress.is(url))
                .ifPresent(url ->
                        problems.add("CALLMISSED_JWT_JWKS_URL must be an https address; http only on this machine"));
        jwt.hmacSecret()
                .filter(secret -> !isStrong(secret))
                .ifPresent(secret -> problems.add("CALLMISSED_JWT_HMAC_SECRET is too short: at least 32 bytes"));
        return problems;
    }

    /**
     * Creates the trusted keys. May read or create a file in the data directory, so do not call it on an event loop.
     */
    TrustedKeys trustedKeys(Vertx vertx, KeySetMetrics metrics) {
        if (!problems().isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems()));
        }
        if (jwt.jwksUrl().isPresent()) {
            return new JwksKeys(vertx, jwt.jwksUrl().get(), InstantSource.system(), metrics);
        }
        Uni<List<TrustedKey>> key = Uni.createFrom().item(List.of(fixedKey()));
        return (keyId, algorithm) -> key;
    }

    private TrustedKey fixedKey() {
        if (jwt.publicKey().isPresent()) {
            return TrustedKey.of(null, PemPublicKey.decode(jwt.publicKey().get()));
        }
        if (jwt.hmacSecret().isPresent()) {
            return TrustedKey.ofSecret(jwt.hmacSecret().get());
        }
        return TrustedKey.of(
                null, new LocalSecrets(config.dataDir()).signingPair().getPublic());
    }

    private static boolean isUsable(String pem) {
        return succeeds(() -> TrustedKey.of(null, PemPublicKey.decode(pem)));
    }

    private static boolean isStrong(String secret) {
        return succeeds(() -> TrustedKey.ofSecret(secret));
    }

    private static boolean succeeds(Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
