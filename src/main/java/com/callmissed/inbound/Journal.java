package com.callmissed.inbound;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;

/**
 * All statements on the journal. Each runs in its own transaction. Leases use the database's clock, which is the same
 * for all processes.
 *
 * <p>{@link #due}, {@link #releaseAll}, {@link #purge} and {@link #health} are system jobs and cover all tenants.
 */
@ApplicationScoped
class Journal {
    static final String INSERT = """
            INSERT INTO inbound_payload (tenant_id, id, bot_id, provider, address, body, signature, request_id,
                received_at, lease_until)
            SELECT tenant_id, id, bot_id, $5, address, $6, 'verified', $7, $8, now() + make_interval(secs => $9)
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS recipient (tenant_id, id, bot_id, address)
            """;
    static final String SETTLE = """
            UPDATE inbound_payload SET outcome = $3, detail = $4, processed_at = now()
            WHERE tenant_id = $1 AND id = $2 AND outcome = 'pending'
            """;
    private static final String POSTPONE = """
            UPDATE inbound_payload SET attempts = attempts + 1, detail = $3,
                lease_until = now() + make_interval(secs => $4),
                outcome = CASE WHEN attempts + 1 >= $5 THEN 'failed' ELSE outcome END,
                processed_at = CASE WHEN attempts + 1 >= $5 THEN now() END
            WHERE tenant_id = $1 AND id = $2 AND outcome = 'pending'
            RETURNING outcome = 'failed'
            """;
    private static final String DUE = """
            UPDATE inbound_payload p SET lease_until = now() + make_interval(secs => $1)
            FROM (SELECT tenant_id, id FROM inbound_payload
                  WHERE outcome = 'pending' AND lease_until <= now()
                  ORDER BY lease_until, id LIMIT $2 FOR UPDATE SKIP LOCKED) AS claimed
            WHERE p.tenant_id = claimed.tenant_id AND p.id = claimed.id
            RETURNING p.tenant_id, p.id
            """;
    private static final String FIND = """
            SELECT %s
            FROM inbound_payload p WHERE p.tenant_id = $1 AND p.id = $2 AND p.outcome = 'pending'
            """.formatted(PayloadRow.TYPE.sql());
    private static final String RELEASE_ALL = """
            UPDATE inbound_payload p SET lease_until = now()
            FROM (SELECT tenant_id, id FROM inbound_payload
                  WHERE outcome = 'pending' AND lease_until > now() FOR UPDATE SKIP LOCKED) AS leased
            WHERE p.tenant_id = leased.tenant_id AND p.id = leased.id
            """;
    private static final String PURGE = """
            DELETE FROM inbound_payload p
            USING (SELECT tenant_id, id FROM inbound_payload
                   WHERE processed_at < now() - make_interval(secs => $1) AND outcome <> 'failed'
                   LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
            WHERE p.tenant_id = old.tenant_id AND p.id = old.id
            """;

    private static final RowType.Declaration OPEN = new RowType.Declaration("p");
    private static final RowType.Column<Long> PENDING =
            OPEN.computed("pending", "count(*) FILTER (WHERE p.outcome = 'pending')", Tuple::getLong);
    private static final RowType.Column<Long> FAILED =
            OPEN.computed("failed", "count(*) FILTER (WHERE p.outcome = 'failed')", Tuple::getLong);
    private static final RowType.Column<Double> OLDEST_PENDING_SECONDS = OPEN.computed(
            "oldest_pending_seconds",
            "coalesce(extract(epoch FROM now() - min(p.received_at) FILTER (WHERE p.outcome = 'pending')), 0)::float8",
            Tuple::getDouble);
    private static final RowType<Health> HEALTH_TYPE =
            OPEN.decodedBy(row -> new Health(PENDING.in(row), FAILED.in(row), OLDEST_PENDING_SECONDS.in(row)));
    private static final String HEALTH = """
            SELECT %s
            FROM (SELECT outcome, received_at FROM inbound_payload
                  WHERE outcome IN ('pending', 'failed') LIMIT 100000) AS p
            """.formatted(HEALTH_TYPE.sql());

    private final Pool pool;

    Journal(Pool pool) {
        this.pool = pool;
    }

    /** Commits the rows of one delivery, all or none. The rows differ only in the recipient. */
    Uni<Void> append(List<InboundPayload> delivery, Duration lease) {
        InboundPayload any = delivery.get(0);
        return pool.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(column(delivery, InboundPayload::tenantId))
                        .addArrayOfUUID(column(delivery, InboundPayload::id))
                        .addArrayOfUUID(column(delivery, InboundPayload::botId))
                        .addArrayOfString(
                                delivery.stream().map(InboundPayload::address).toArray(String[]::new))
                        .addString(any.provider())
                        .addBuffer(Buffer.buffer(any.body()))
                        .addString(any.requestId())
                        .addOffsetDateTime(Columns.timestamp(any.receivedAt()))
                        .addDouble(Columns.seconds(lease)))
                .replaceWithVoid();
    }

    private static UUID[] column(List<InboundPayload> rows, java.util.function.Function<InboundPayload, UUID> value) {
        return rows.stream().map(value).toArray(UUID[]::new);
    }

    Uni<Void> settle(InboundPayload payload, Settlement settlement) {
        return pool.preparedQuery(SETTLE)
                .execute(Tuple.of(
                        payload.tenantId(), payload.id(), settlement.outcome().value(), settlement.detail()))
                .replaceWithVoid();
    }

    /**
     * Counts a failed attempt and schedules the next one. Returns true if it was the last attempt and the payload is
     * given up.
     */
    Uni<Boolean> postpone(InboundPayload payload, String detail, Duration pause, int attempts) {
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(payload.tenantId(), payload.id(), detail, Columns.seconds(pause), attempts))
                .map(rows -> rows.size() > 0 && rows.iterator().next().getBoolean(0));
    }

    /** Leases up to {@code limit} payloads that are due, and returns them in the order of arrival. */
    Uni<List<Key>> due(Duration lease, int limit) {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of(Columns.seconds(lease), limit))
                .map(rows -> stream(rows)
                        .map(row -> new Key(row.getUUID(0), row.getUUID(1)))
                        .sorted(Comparator.comparing(key -> key.id().toString()))
                        .toList());
    }

    /** Returns the payload if it is pending, else null. */
    Uni<InboundPayload> find(Key key) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(key.tenantId(), key.id()))
                .map(rows -> Columns.first(rows, PayloadRow.TYPE::read));
    }

    /**
     * Ends every lease. Used at the start, when it is not known which leases belong to processes that no longer run.
     */
    Uni<Integer> releaseAll() {
        return pool.preparedQuery(RELEASE_ALL).execute().map(RowSet::rowCount);
    }

    /**
     * Deletes up to {@code limit} rows that were settled longer than {@code retention} ago. Returns the number of
     * deleted rows.
     */
    Uni<Integer> purge(Duration retention, int limit) {
        return pool.preparedQuery(PURGE)
                .execute(Tuple.of(Columns.seconds(retention), limit))
                .map(RowSet::rowCount);
    }

    Uni<Health> health() {
        return pool.preparedQuery(HEALTH).execute().map(rows -> Columns.first(rows, HEALTH_TYPE::read));
    }

    private static java.util.stream.Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    /** The key of a row of the journal. */
    record Key(UUID tenantId, UUID id) {}

    /** The state of the journal. Counts end at 100 000. The age is in seconds, and 0 if no payload is pending. */
    record Health(long pending, long failed, double oldestPendingSeconds) {}
}
