package com.callmissed.security.apikey;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.security.Caller;
import com.callmissed.security.CallerIdentity;
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

    private static final Declaration TABLE = new Declaration("k");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<byte[]> SECRET_HASH = TABLE.bytes("secret_hash");
    private static final Column<String[]> SCOPES = TABLE.column("scopes", Tuple::getArrayOfStrings);
    private static final Column<Integer> RATE_LIMIT_RPM = TABLE.integer("rate_limit_rpm");
    private static final Column<Instant> EXPIRES_AT = TABLE.instant("expires_at");
    private static final Column<Boolean> REVOKED =
            TABLE.computed("revoked", "k.revoked_at IS NOT NULL", Tuple::getBoolean);

    /** For a statement that names the key {@code k}. */
    static final RowType<StoredKey> TYPE = TABLE.decodedBy(row -> new StoredKey(
            TENANT_ID.in(row),
            ID.in(row),
            SECRET_HASH.in(row),
            SCOPES.in(row),
            RATE_LIMIT_RPM.in(row),
            EXPIRES_AT.in(row),
            REVOKED.in(row)));

    /** Compares in constant time, so that timing reveals nothing about the stored hash. */
    boolean hasHash(byte[] hash) {
        return MessageDigest.isEqual(secretHash, hash);
    }

    boolean isUsable(Instant now) {
        return !revoked && (expiresAt == null || expiresAt.isAfter(now));
    }

    CallerIdentity identity() {
        return new CallerIdentity(caller(), rateLimitRpm);
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
