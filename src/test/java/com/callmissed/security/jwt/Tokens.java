package com.callmissed.security.jwt;

import java.net.URI;
import java.security.Key;
import java.util.Optional;
import java.util.UUID;

import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Tokens with any key, algorithm and claims, for tests of the verifier alone. */
final class Tokens {
    static final JwtConfig CONFIG = new Settings();

    private static final class Settings implements JwtConfig {
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
            return Optional.empty();
        }

        @Override
        public int rateLimitRpm() {
            return 0;
        }
    }

    private Tokens() {}

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

    static String sign(JwtClaims claims, String algorithm, Key key, String keyId) {
        JsonWebSignature signature = new JsonWebSignature();
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
