package com.callmissed.outbound;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.SqlExecutor;

/**
 * Holds the messages of one tenant or of all tenants, and releases them. Held messages stay queued. All replicas obey
 * from the commit on, because the claim of a message checks the hold in its own statement. A hold does not concern
 * calls, which are answered live.
 */
public final class OutboundHold {
    /** Stands for all tenants. */
    public static final UUID ALL = new UUID(0, 0);

    /** Waits for claims that are being committed. Later claims wait for the hold and then see it. */
    private static final String LOCK = "LOCK TABLE outbox IN SHARE MODE";

    private static final String HOLD = """
            INSERT INTO outbound_hold (tenant_id, reason) VALUES ($1, 'operator')
            ON CONFLICT ON CONSTRAINT outbound_hold_pk DO NOTHING
            RETURNING 1
            """;
    private static final String RELEASE = """
            WITH released AS (
                DELETE FROM outbound_hold WHERE tenant_id = $1 RETURNING found
            ), adopted AS (
                UPDATE service_instance SET identity = released.found, adopted_at = now()
                FROM released WHERE released.found IS NOT NULL
            )
            SELECT 1 FROM released
            """;
    private static final String ADOPT = """
            INSERT INTO service_instance (identity) VALUES ($1)
            ON CONFLICT ON CONSTRAINT service_instance_pk DO NOTHING
            RETURNING 1
            """;
    private static final String OWNER = "SELECT identity FROM service_instance";
    private static final String OTHER = "SELECT 1 FROM service_instance WHERE identity <> $1";
    private static final String HOLD_COPY = """
            INSERT INTO outbound_hold AS h (tenant_id, reason, found)
            SELECT $1, 'copy', $2 FROM service_instance i WHERE i.identity <> $2
            ON CONFLICT ON CONSTRAINT outbound_hold_pk DO UPDATE SET reason = EXCLUDED.reason, found = EXCLUDED.found
                WHERE h.found IS DISTINCT FROM EXCLUDED.found
            RETURNING 1
            """;
    private static final String STATE = """
            SELECT min(reason) FILTER (WHERE tenant_id = $1), count(*) FILTER (WHERE tenant_id <> $1)
            FROM outbound_hold
            """;

    private OutboundHold() {}

    /**
     * Holds messages because an operator wants it. Has no effect on a hold that exists. A request that is under way
     * ends within the lease of its message ({@link OutboxConfig#lease}).
     *
     * @param transaction an open transaction, which waits for claims and lets new ones wait until it ends
     * @param tenantId {@link #ALL} for all tenants
     * @return false when there is one already
     */
    public static Uni<Boolean> hold(SqlExecutor transaction, UUID tenantId) {
        return transaction
                .execute(LOCK)
                .chain(() -> transaction.execute(HOLD, tenantId))
                .map(held -> !held.isEmpty());
    }

    /**
     * Ends a hold. The release of a copy makes it the database of the instance that has found it.
     *
     * @param tenantId {@link #ALL} for the hold of all tenants; those of single tenants stay
     * @return false when there was none
     */
    public static Uni<Boolean> release(SqlExecutor connection, UUID tenantId) {
        return connection.execute(RELEASE, tenantId).map(released -> !released.isEmpty());
    }

    /** Adopts a database that belongs to no instance yet. May run in several processes at once. */
    static Uni<Void> adopt(SqlExecutor connection, String identity) {
        return connection.execute(ADOPT, identity).replaceWithVoid();
    }

    /** Holds all messages if the database belongs to another instance. May run in several processes at once. */
    static Uni<Void> compare(SqlExecutor connection, String identity) {
        return connection
                .execute(OTHER, identity)
                .chain(other -> other.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : connection.execute(HOLD_COPY, ALL, identity).replaceWithVoid());
    }

    /** Returns the identity of the instance to which the database belongs; null when it belongs to none yet. */
    public static Uni<String> owner(SqlExecutor connection) {
        return connection
                .execute(OWNER)
                .map(rows -> rows.isEmpty() ? null : rows.get(0).getString(0));
    }

    static Uni<HoldState> state(SqlExecutor connection) {
        return connection.execute(STATE, ALL).map(OutboundHold::read);
    }

    /** The SQL condition that nobody holds the messages of all tenants, nor those of the tenant in {@code column}. */
    static String noneFor(String column) {
        return "NOT EXISTS (SELECT FROM outbound_hold h WHERE h.tenant_id = '" + ALL + "')"
                + " AND NOT EXISTS (SELECT FROM outbound_hold h WHERE h.tenant_id = " + column + ")";
    }

    private static HoldState read(List<Tuple> rows) {
        Tuple row = rows.get(0);
        return new HoldState(row.getString(0), row.getLong(1));
    }
}
