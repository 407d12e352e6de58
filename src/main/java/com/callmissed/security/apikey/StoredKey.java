package com.callmissed.security.apikey;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.crypto.StoredHash;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.security.Caller;
import com.callmissed.security.CallerIdentity;
import com.callmissed.security.Scope;

/**
 * The columns of a key that authentication needs.
 *
 * @param secretVersion differs after a rotation, and stays when the hash moves to another pepper; a part of a keyed
 *     hash, so it reveals nothing about the secret
 * @param rateLimitRpm requests per minute, or null for no limit
 * @param expiresAt null when the key does not expire
 */
record StoredKey(
        UUID tenantId,
        UUID id,
        StoredHash hash,
        String secretVersion,
        String[] scopes,
        Integer rateLimitRpm,
        Instant expiresAt,
        boolean revoked) {
    /** The version of the secret in a statement that names the key {@code k}. */
    static final String SECRET_VERSION = "COALESCE(k.secret_version, substring(k.secret_hash FROM 1 FOR 8))";

    private static final Declaration TABLE = new Declaration("k");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<byte[]> SECRET_HASH = TABLE.bytes("secret_hash");
    private static final Column<byte[]> PEPPER_ID = TABLE.bytes("pepper_id");
    private static final Column<byte[]> INNER_KEYS = TABLE.bytes("inner_keys");
    private static final Column<byte[]> VERSION = TABLE.computed("secret_version", SECRET_VERSION, Columns::bytes);
    private static final Column<String[]> SCOPES = TABLE.column("scopes", Tuple::getArrayOfStrings);
    private static final Column<Integer> RATE_LIMIT_RPM = TABLE.integer("rate_limit_rpm");
    private static final Column<Instant> EXPIRES_AT = TABLE.instant("expires_at");
    private static final Column<Boolean> REVOKED =
            TABLE.computed("revoked", "k.revoked_at IS NOT NULL", Tuple::getBoolean);

    /** For a statement that names the key {@code k}. */
    static final RowType<StoredKey> TYPE = TABLE.decodedBy(row -> new StoredKey(
            TENANT_ID.in(row),
            ID.in(row),
            new StoredHash(SECRET_HASH.in(row), PEPPER_ID.in(row), INNER_KEYS.in(row)),
            HexFormat.of().formatHex(VERSION.in(row)),
            SCOPES.in(row),
            RATE_LIMIT_RPM.in(row),
            EXPIRES_AT.in(row),
            REVOKED.in(row)));

    boolean isUsable(Instant now) {
        return !revoked && (expiresAt == null || expiresAt.isAfter(now));
    }

    CallerIdentity identity() {
        return new CallerIdentity(caller(), rateLimitRpm);
    }

    Caller caller() {
        return new Caller(
                tenantId, Caller.Kind.API_KEY, id.toString(), null, grantedScopes(), expiresAt, secretVersion);
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
