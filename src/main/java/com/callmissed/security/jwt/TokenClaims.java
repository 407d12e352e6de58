package com.callmissed.security.jwt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;

/** Creates the caller from the claims of a verified token. */
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

    /**
     * Returns empty unless {@code text} is a UUID in its full form. {@code UUID.fromString} also accepts shortened
     * groups.
     */
    static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text))
                    .filter(uuid -> uuid.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The subject is stored and logged, so it must be short and printable. */
    static boolean isSubject(String text) {
        return !text.isBlank() && text.length() <= MAX_SUBJECT && text.chars().noneMatch(Character::isISOControl);
    }

    private static UUID tenant(String claim) {
        return Optional.ofNullable(claim).flatMap(TokenClaims::uuid).orElseThrow(JwtVerifier::invalid);
    }

    private static String subject(String claim) {
        return Optional.of(claim).filter(TokenClaims::isSubject).orElseThrow(JwtVerifier::invalid);
    }

    /** Narrows the scopes of the role and never adds any. Unknown names (openid, email) grant nothing. */
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
