package com.callmissed.security.jwt;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

import com.callmissed.http.ApiException;
import com.callmissed.http.ErrorCode;
import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;

/** Turns a signed token into a caller, or says which of the contract's 401 codes it earns. */
@ApplicationScoped
class JwtVerifier {
    private static final String[] RSA = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"};

    private final JwtConsumer consumer;

    JwtVerifier(JwtConfig config) throws GeneralSecurityException {
        PublicKey key =
                io.smallrye.jwt.util.KeyUtils.decodePublicKey(config.publicKey().orElseThrow());
        consumer = new JwtConsumerBuilder()
                .setRequireExpirationTime()
                .setRequireSubject()
                .setExpectedIssuer(config.issuer())
                .setExpectedAudience(config.audience())
                .setVerificationKey((Key) key)
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, RSA)
                .build();
    }

    Caller verify(String token) {
        try {
            return caller(consumer.processToClaims(token));
        } catch (InvalidJwtException e) {
            if (e.hasExpired()) {
                throw new ApiException(ErrorCode.TOKEN_EXPIRED, "The token has expired");
            }
            throw invalid();
        } catch (MalformedClaimException e) {
            throw invalid();
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        UUID tenant;
        try {
            tenant = UUID.fromString(claims.getStringClaimValue("tenant_id"));
        } catch (IllegalArgumentException | NullPointerException e) {
            throw invalid();
        }
        Role role = Role.of(claims.getStringClaimValue("role")).orElseThrow(JwtVerifier::invalid);
        Instant expiry = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
        return new Caller(tenant, Caller.Kind.USER, claims.getSubject(), role, scopes(role, claims), expiry);
    }

    private static Set<Scope> scopes(Role role, JwtClaims claims) throws MalformedClaimException {
        String narrowed = claims.getStringClaimValue("scope");
        if (narrowed == null) {
            return role.scopes();
        }
        Set<Scope> scopes = new HashSet<>();
        for (String value : narrowed.split(" ")) {
            Optional<Scope> scope = Scope.of(value);
            scope.filter(role.scopes()::contains).ifPresent(scopes::add);
        }
        return scopes;
    }

    private static ApiException invalid() {
        return new ApiException(ErrorCode.INVALID_TOKEN, "The token is not valid");
    }
}
