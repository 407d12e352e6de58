package com.callmissed.security.jwt;

import java.net.URI;
import java.security.Key;
import java.util.Optional;
import java.util.UUID;

import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

import com.callmissed.security.UnknownCredentials;
import com.callmissed.security.UnknownCredentialsTest;

/** Tokens with any key, algorithm and claims, for tests of the verifier alone. */
final class Tokens {
    static final JwtConfig CONFIG = config(null);

    private Tokens() {}

    /** @param type the only accepted {@code typ}; null for any */
    static JwtConfig config(String type) {
        return new Settings(type);
    }

    private record Settings(String type) implements JwtConfig {
        @Override
        public Optional<String> publicKey() {
            return Optional.empty();
        }

        @Override
        public Optional<URI> jwksUrl() {
            return Optional.empty();
        }

        @Override
        public Optional<String> hmacSecret() {
            return Optional.empty();
        }

        @Override
        public String issuer() {
            return "callmissed";
        }

        @Override
        public String audience() {
            return "callmissed-dashboard";
        }

        @Override
        public Optional<String> tokenType() {
            return Optional.ofNullable(type);
        }

        @Override
        public int rateLimitRpm() {
            return 0;
        }
    }

    static JwtClaims claims(UUID tenant, String role) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("callmissed");
        claims.setAudience("callmissed-dashboard");
        claims.setSubject("user-1");
        claims.setStringClaim("tenant_id", tenant.toString());
        claims.setStringClaim("role", role);
        claims.setExpirationTimeMinutesInTheFuture(60);
        return claims;
    }

    static String sign(JwtClaims claims, String algorithm, Key key) {
        return sign(claims, algorithm, key, null);
    }

    /** Checks as many wrong tokens in a second as a test can send. */
    static UnknownCredentials unlimited() {
        return UnknownCredentialsTest.limitedTo(Integer.MAX_VALUE, 0);
    }

    static String sign(JwtClaims claims, String algorithm, Key key, String keyId) {
        return sign(claims, algorithm, key, keyId, null);
    }

    static String sign(JwtClaims claims, String algorithm, Key key, String keyId, String type) {
        JsonWebSignature signature = new JsonWebSignature();
        if (type != null) {
            signature.setHeader("typ", type);
        }
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        if (keyId != null) {
            signature.setKeyIdHeaderValue(keyId);
        }
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
