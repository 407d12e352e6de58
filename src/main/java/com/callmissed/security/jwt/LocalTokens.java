package com.callmissed.security.jwt;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.lang.JoseException;

import com.callmissed.security.Role;

/** Signs dashboard tokens with the key pair of the data directory, which only the local mode trusts. */
final class LocalTokens {
    private final JwtConfig config;
    private final KeyPair pair;

    LocalTokens(JwtConfig config, KeyPair pair) {
        this.config = config;
        this.pair = pair;
    }

    String sign(UUID tenantId, Role role, String subject, Duration lifetime) {
        Instant now = Instant.now();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(config.issuer());
        claims.setAudience(config.audience());
        claims.setSubject(subject);
        claims.setStringClaim(TokenClaims.TENANT, tenantId.toString());
        claims.setStringClaim(TokenClaims.ROLE, role.name().toLowerCase(Locale.ROOT));
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(pair.getPrivate());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        config.tokenType().ifPresent(type -> signature.setHeader(HeaderParameterNames.TYPE, type));
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
