package com.callmissed.inbound;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;

/** The order in which workers take payloads. The statements cover all tenants. */
@ApplicationScoped
class JournalQueue {
    /**
     * Claims one payload that is due. It is the oldest one of its bot, and no other one of this bot is being processed,
     * so that a bot's payloads are processed in the order of their arrival. Tenants take turns.
     *
     * <p>Finds the bots with one look-up in an index for each, because a bot may have thousands of payloads. Several
     * candidates, because another process may be claiming the first ones at this moment.
     */
    static final String CLAIM = """
            WITH RECURSIVE bot AS (
                (SELECT tenant_id, bot_id FROM inbound_payload WHERE outcome = 'pending'
                 ORDER BY tenant_id, bot_id LIMIT 1)
                UNION ALL
                SELECT n.tenant_id, n.bot_id
                FROM bot b CROSS JOIN LATERAL (
                    SELECT i.tenant_id, i.bot_id FROM inbound_payload i
                    WHERE i.outcome = 'pending' AND (i.tenant_id, i.bot_id) > (b.tenant_id, b.bot_id)
                    ORDER BY i.tenant_id, i.bot_id LIMIT 1) n
            ), candidate AS (
                SELECT b.tenant_id, o.id,
                    row_number() OVER (ORDER BY array_position($3, b.tenant_id) NULLS FIRST, o.lease_until) AS place
                FROM bot b CROSS JOIN LATERAL (
                    SELECT i.id, i.lease_until, octet_length(i.body) AS bytes FROM inbound_payload i
                    WHERE i.tenant_id = b.tenant_id AND i.bot_id = b.bot_id AND i.outcome = 'pending'
                        AND i.lease_until <= now()
                    ORDER BY i.id LIMIT 1) o
                WHERE b.tenant_id <> ALL ($2) AND o.bytes <= $4 AND NOT EXISTS (
                    SELECT FROM inbound_payload i
                    WHERE i.tenant_id = b.tenant_id AND i.bot_id = b.bot_id AND i.outcome = 'pending'
                        AND i.claim IS NOT NULL AND i.lease_until > now())
                ORDER BY place
                LIMIT 16
            ), due AS MATERIALIZED (
                SELECT q.tenant_id, q.id
                FROM candidate JOIN inbound_payload q USING (tenant_id, id)
                WHERE q.outcome = 'pending' AND q.lease_until <= now()
                ORDER BY candidate.place
                LIMIT 1
                FOR NO KEY UPDATE OF q SKIP LOCKED
            )
            UPDATE inbound_payload p SET claim = gen_random_uuid(), lease_until = now() + make_interval(secs => $1)
            FROM due
            WHERE p.tenant_id = due.tenant_id AND p.id = due.id
            RETURNING %s
            """.formatted(PayloadRow.TYPE.sql());

    /**
     * A process that lives renews its claims before they have so little time left. A row that is locked belongs to one.
     */
    private static final String END_LEASES = """
            UPDATE inbound_payload p
            SET lease_until = now() + make_interval(secs => CASE WHEN p.claim IS NULL THEN 0 ELSE $1 END)
            FROM (SELECT tenant_id, id FROM inbound_payload
                  WHERE outcome = 'pending'
                      AND lease_until > now() + make_interval(secs => CASE WHEN claim IS NULL THEN 0 ELSE $1 END)
                  FOR NO KEY UPDATE SKIP LOCKED) AS leased
            WHERE p.tenant_id = leased.tenant_id AND p.id = leased.id
            """;

    private final Pool pool;

    JournalQueue(Pool pool) {
        this.pool = pool;
    }

    /**
     * Claims the next payload.
     *
     * @param excluded tenants whose payloads are not claimed
     * @param served tenants, that of the earliest claim first; tenants that are not among them come before
     * @param largest body in bytes
     * @return null if no payload is due
     */
    Uni<ClaimedPayload> claim(Duration lease, Collection<UUID> excluded, Collection<UUID> served, int largest) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.tuple()
                        .addDouble(Columns.seconds(lease))
                        .addArrayOfUUID(excluded.toArray(UUID[]::new))
                        .addArrayOfUUID(served.toArray(UUID[]::new))
                        .addInteger(largest))
                .map(rows -> Columns.first(rows, PayloadRow.TYPE::read));
    }

    /**
     * Makes payloads due that wait for another attempt, and lets claims end after half a lease unless they are renewed.
     * Used at the start, when it is not known which claims belong to processes that no longer run.
     */
    Uni<Integer> endLeases(Duration lease) {
        return pool.preparedQuery(END_LEASES)
                .execute(Tuple.of(Columns.seconds(lease.dividedBy(2))))
                .map(RowSet::rowCount);
    }
}
