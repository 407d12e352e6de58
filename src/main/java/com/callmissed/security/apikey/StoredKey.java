package com.callmissed.security.apikey;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/**
 * The columns of a key that authentication needs.
 *
 * @param rateLimitRpm requests per minute, or null for no limit
 * @param expiresAt null when the key does not expire
 */
record StoredKey(
        UUID tenantId,
        UUID id,
        byte[] secretHash,
        String[] scopes,
        Integer rateLimitRpm,
        Instant expiresAt,
        boolean revoked) {
    private static final int VERSION_BYTES = 8;

    /** Compares in constant time, so that timing reveals nothing about the stored hash. */
    boolean hasHash(byte[] hash) {
        return MessageDigest.isEqual(secretHash, hash);
    }

    boolean isUsable(Instant now) {
        return !revoked && (expiresAt == null || expiresAt.isAfter(now));
    }

    Caller caller() {
        return new Caller(
                tenantId, Caller.Kind.API_KEY, id.toString(), null, grantedScopes(), expiresAt, secretVersion());
    }

    /** Differs after a rotation. It is a part of a keyed hash, so it reveals nothing about the secret. */
    String secretVersion() {
        return HexFormat.of().formatHex(secretHash, 0, VERSION_BYTES);
    }

    private Set<Scope> grantedScopes() {
        List<Scope> granted = Scope.known(scopes);
        return granted.contains(Scope.ALL) ? Scope.every() : Set.copyOf(granted);
    }

    @Override
    public String toString() {
        return "StoredKey[" + tenantId + ", " + id + "]";
    }
}
