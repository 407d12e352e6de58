package com.callmissed.security.jwt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;

/** What the claims of a verified token say about the caller. */
final class TokenClaims {
    static final String TENANT = "tenant_id";
    static final String ROLE = "role";
    static final String SCOPE = "scope";

    private static final int MAX_SUBJECT = 255;

    private TokenClaims() {}

    static Caller caller(JwtClaims claims) {
        try {
            Role role = Role.of(claims.getStringClaimValue(ROLE)).orElseThrow(JwtVerifier::invalid);
            return new Caller(
                    tenant(claims.getStringClaimValue(TENANT)),
                    Caller.Kind.USER,
                    subject(claims.getSubject()),
                    role,
                    scopes(role, claims.getStringClaimValue(SCOPE)),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
        } catch (MalformedClaimException | DateTimeException e) {
            throw JwtVerifier.invalid();
        }
    }

    private static UUID tenant(String claim) {
        if (claim == null) {
            throw JwtVerifier.invalid();
        }
        try {
            UUID tenant = UUID.fromString(claim);
            // UUID.fromString also takes shortened groups.
            if (tenant.toString().equalsIgnoreCase(claim)) {
                return tenant;
            }
        } catch (IllegalArgumentException e) {
            // Answered below like every other fault.
        }
        throw JwtVerifier.invalid();
    }

    /** The subject is stored and logged, so it must be short and printable. */
    private static String subject(String claim) {
        if (claim.isBlank() || claim.length() > MAX_SUBJECT || claim.chars().anyMatch(Character::isISOControl)) {
            throw JwtVerifier.invalid();
        }
        return claim;
    }

    /** Narrows what the role grants and never adds to it; names that are not ours (openid, email) grant nothing. */
    private static Set<Scope> scopes(Role role, String claim) {
        if (claim == null) {
            return role.scopes();
        }
        Set<Scope> scopes = new HashSet<>();
        for (String name : claim.split(" ")) {
            Scope.of(name).ifPresent(scope -> {
                if (scope == Scope.ALL) {
                    scopes.addAll(role.scopes());
                } else if (role.scopes().contains(scope)) {
                    scopes.add(scope);
                }
            });
        }
        return scopes;
    }
}
