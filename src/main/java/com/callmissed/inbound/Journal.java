package com.callmissed.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.telemetry.StoredTrace;

/**
 * The statements on the journal, except those of {@link JournalQueue}. Those without a connection run in their own
 * transaction. Leases use the database's clock, which is the same for all processes.
 *
 * <p>{@link #purge} and {@link #health} are system jobs and cover all tenants.
 */
@ApplicationScoped
public class Journal {
    private static final String DISCARDED_DETAIL = "'discarded by an operator'";

    /** An SQL condition: an operator has discarded the payload {@code p}, and it is not deleted yet. */
    public static final String DISCARDED = "(p.outcome = 'ignored' AND p.detail = " + DISCARDED_DETAIL + ")";

    /**
     * An operator has payloads processed again, as new ones: all parts are read again, what is stored stays as it is,
     * and the trace of the delivery has ended. The parameters are the tenants {@code $1} and the ids {@code $2}.
     * Returns the ids of the changed rows.
     */
    public static final String REOPEN = byOperator(
            "outcome = 'pending', attempts = 0, claim = NULL, lease_until = now(), processed_at = NULL, detail = NULL,"
                    + " traceparent = NULL, parts = 0, parts_done = 0, parts_failed = 0, parts_unreadable = 0",
            " OR " + DISCARDED);

    /** An operator gives payloads up for good. Parameters and result are those of {@link #REOPEN}. */
    public static final String DISCARD =
            byOperator("outcome = 'ignored', processed_at = now(), detail = " + DISCARDED_DETAIL, "");

    /**
     * Stores the rows of a delivery. A row of a bot for which an earlier payload waits gets no claim, so that it does
     * not overtake that one.
     */
    private static final String INSERT = """
            INSERT INTO inbound_payload (tenant_id, id, bot_id, provider, address, body, signature, request_id,
                received_at, claim, lease_until, traceparent)
            SELECT r.tenant_id, r.id, r.bot_id, $5, r.address, $6, 'verified', $7, $8,
                CASE WHEN q.waits THEN NULL ELSE $9::uuid END,
                now() + make_interval(secs => CASE WHEN q.waits THEN 0 ELSE $10 END), $11::text
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS r (tenant_id, id, bot_id, address)
            CROSS JOIN LATERAL (
                SELECT $9::uuid IS NULL OR EXISTS (
                    SELECT FROM inbound_payload p
                    WHERE p.tenant_id = r.tenant_id AND p.bot_id = r.bot_id AND p.outcome = 'pending'
                        AND p.claim IS NULL AND p.attempts = 0 AND p.lease_until <= now()) AS waits) AS q
            RETURNING id, claim
            """;

    /**
     * Stores the row of a payload that this transaction processes, unless the journal has an earlier payload of the bot
     * that is not processed, also one that is being processed.
     */
    static final String INSERT_PROCESSED = """
            INSERT INTO inbound_payload (tenant_id, id, bot_id, provider, address, body, signature, request_id,
                received_at, lease_until, parts, parts_done, outcome, processed_at)
            SELECT $1, $2, $3, $4, $5, $6, 'verified', $7, $8, now(), 1, 1, 'processed', now()
            WHERE NOT EXISTS (
                SELECT FROM inbound_payload p
                WHERE p.tenant_id = $1 AND p.bot_id = $3 AND p.outcome = 'pending' AND p.attempts = 0)
            RETURNING true
            """;

    private static final String CLAIMED = " WHERE tenant_id = $1 AND id = $2 AND claim = $3 AND outcome = 'pending' ";
    private static final String PROGRESS = "parts = $4, parts_done = $5, parts_failed = $6, parts_unreadable = $7";
    private static final String HOLD = "SELECT true FROM inbound_payload" + CLAIMED + "FOR NO KEY UPDATE";
    /** The lease changes seldom, because a change of an indexed column costs more. */
    private static final String ADVANCE = "UPDATE inbound_payload SET " + PROGRESS
            + ", lease_until = CASE WHEN lease_until < now() + make_interval(secs => $8 * 2 / 3)"
            + " THEN now() + make_interval(secs => $8) ELSE lease_until END" + CLAIMED + "RETURNING true";

    private static final String SETTLE = "UPDATE inbound_payload SET claim = NULL, " + PROGRESS
            + ", outcome = $8, detail = $9, processed_at = now()" + CLAIMED + "RETURNING true";
    private static final String PAUSE =
            "UPDATE inbound_payload SET claim = NULL, lease_until = now(), " + PROGRESS + CLAIMED + "RETURNING true";
    private static final String POSTPONE = "UPDATE inbound_payload SET claim = NULL, " + PROGRESS
            + ", attempts = attempts + 1, detail = $8, lease_until = now() + make_interval(secs => $9)"
            + ", outcome = CASE WHEN $10 THEN 'failed' ELSE outcome END, processed_at = CASE WHEN $10 THEN now() END"
            + CLAIMED + "RETURNING true";
    private static final String PURGE = """
            DELETE FROM inbound_payload p
            USING (SELECT tenant_id, id FROM inbound_payload
                   WHERE processed_at < now() - make_interval(secs => $1)
                       AND outcome <> 'failed' AND (outcome = 'unreadable') = $3
                   LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
            WHERE p.tenant_id = old.tenant_id AND p.id = old.id
            """;

    private static final RowType.Declaration OPEN = new RowType.Declaration("p");
    private static final RowType.Column<Long> PENDING =
            OPEN.computed("pending", "count(*) FILTER (WHERE p.outcome = 'pending')", Tuple::getLong);
    private static final RowType.Column<Long> FAILED =
            OPEN.computed("failed", "count(*) FILTER (WHERE p.outcome = 'failed')", Tuple::getLong);
    private static final RowType.Column<Long> UNREADABLE = OPEN.computed(
            "unreadable",
            "(SELECT count(*) FROM (SELECT FROM inbound_payload u WHERE u.outcome = 'unreadable' LIMIT 100000) AS u)",
            Tuple::getLong);
    private static final RowType.Column<Double> OLDEST_PENDING_SECONDS = OPEN.computed(
            "oldest_pending_seconds",
            "coalesce(extract(epoch FROM now() - min(p.received_at)"
                    + " FILTER (WHERE p.outcome = 'pending' AND p.attempts = 0)), 0)::float8",
            Tuple::getDouble);
    private static final RowType<Health> HEALTH_TYPE = OPEN.decodedBy(
            row -> new Health(PENDING.in(row), FAILED.in(row), UNREADABLE.in(row), OLDEST_PENDING_SECONDS.in(row)));
    private static final String HEALTH = """
            SELECT %s
            FROM (SELECT outcome, attempts, received_at FROM inbound_payload
                  WHERE outcome IN ('pending', 'failed') LIMIT 100000) AS p
            """.formatted(HEALTH_TYPE.sql());

    private final Pool pool;

    Journal(Pool pool) {
        this.pool = pool;
    }

    /**
     * Commits the rows of one delivery, all or none. The rows differ only in the recipient.
     *
     * @param claim of the caller on all of them; null to leave them to the workers
     * @return the ids of the rows that the caller has a claim on
     */
    Uni<Set<UUID>> append(List<InboundPayload> delivery, UUID claim, Duration lease) {
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
                        .addUUID(claim)
                        .addDouble(Columns.seconds(lease))
                        .addString(StoredTrace.current()))
                .map(rows -> Columns.list(rows, row -> row).stream()
                        .filter(row -> row.getUUID("claim") != null)
                        .map(row -> row.getUUID("id"))
                        .collect(Collectors.toSet()));
    }

    /**
     * Stores the row of a payload whose only part the transaction of {@code connection} stores. Returns false, and
     * stores nothing, if the journal has an earlier payload of the bot that is not processed.
     */
    Uni<Boolean> appendProcessed(SqlClient connection, InboundPayload payload) {
        return connection
                .preparedQuery(INSERT_PROCESSED)
                .execute(Tuple.tuple()
                        .addUUID(payload.tenantId())
                        .addUUID(payload.id())
                        .addUUID(payload.botId())
                        .addString(payload.provider())
                        .addString(payload.address())
                        .addBuffer(Buffer.buffer(payload.body()))
                        .addString(payload.requestId())
                        .addOffsetDateTime(Columns.timestamp(payload.receivedAt())))
                .map(rows -> rows.size() > 0);
    }

    private static String byOperator(String assignments, String others) {
        return """
            UPDATE inbound_payload p SET %s
            FROM unnest($1::uuid[], $2::uuid[]) AS chosen (tenant_id, id)
            WHERE p.tenant_id = chosen.tenant_id AND p.id = chosen.id AND (p.outcome IN ('failed', 'unreadable')%s)
            RETURNING p.id
            """.formatted(assignments, others);
    }

    private static UUID[] column(List<InboundPayload> rows, Function<InboundPayload, UUID> value) {
        return rows.stream().map(value).toArray(UUID[]::new);
    }

    /** Locks the row if the claim is still the current one. */
    Uni<Boolean> hold(SqlClient connection, ClaimedPayload claimed) {
        return run(connection, HOLD, claimed);
    }

    /** Stores the progress and renews the lease if the claim is still the current one. */
    Uni<Boolean> advance(SqlClient connection, ClaimedPayload claimed, PayloadProgress progress, Duration lease) {
        return run(connection, ADVANCE, claimed, progress, Columns.seconds(lease));
    }

    /** Stores the outcome. Returns false, and changes nothing, if another process has taken over. */
    Uni<Boolean> settle(ClaimedPayload claimed, PayloadProgress progress, Settlement settlement) {
        return run(pool, SETTLE, claimed, progress, settlement.outcome().value(), settlement.detail());
    }

    /** Gives the payload back, so that a worker continues it. Returns false if another process has taken over. */
    Uni<Boolean> pause(ClaimedPayload claimed, PayloadProgress progress) {
        return run(pool, PAUSE, claimed, progress);
    }

    /**
     * Counts a failed attempt, and schedules the next one or gives the payload up. Returns false if another process has
     * taken over.
     */
    Uni<Boolean> postpone(
            ClaimedPayload claimed, PayloadProgress progress, String detail, Duration pause, boolean givenUp) {
        return run(pool, POSTPONE, claimed, progress, detail, Columns.seconds(pause), givenUp);
    }

    private static Uni<Boolean> run(
            SqlClient connection, String sql, ClaimedPayload claimed, PayloadProgress progress, Object... more) {
        List<Object> parameters =
                new ArrayList<>(List.of(progress.parts(), progress.done(), progress.failed(), progress.unreadable()));
        parameters.addAll(Arrays.asList(more));
        return run(connection, sql, claimed, parameters.toArray());
    }

    private static Uni<Boolean> run(SqlClient connection, String sql, ClaimedPayload claimed, Object... more) {
        List<Object> parameters = new ArrayList<>(
                List.of(claimed.payload().tenantId(), claimed.payload().id(), claimed.claim()));
        parameters.addAll(Arrays.asList(more));
        return connection.preparedQuery(sql).execute(Tuple.from(parameters)).map(rows -> rows.size() > 0);
    }

    /**
     * Deletes up to {@code limit} rows that were settled longer than {@code retention} ago, except those about which an
     * operator must decide. Returns the number of deleted rows.
     */
    Uni<Integer> purge(Duration retention, int limit) {
        return purge(retention, limit, false);
    }

    /** Like {@link #purge(Duration, int)}, for the unreadable ones alone. */
    Uni<Integer> purgeUnreadable(Duration retention, int limit) {
        return purge(retention, limit, true);
    }

    private Uni<Integer> purge(Duration retention, int limit, boolean unreadable) {
        return pool.preparedQuery(PURGE)
                .execute(Tuple.of(Columns.seconds(retention), limit, unreadable))
                .map(RowSet::rowCount);
    }

    Uni<Health> health() {
        return pool.preparedQuery(HEALTH).execute().map(rows -> Columns.first(rows, HEALTH_TYPE::read));
    }

    /**
     * The state of the journal. Counts end at 100 000.
     *
     * @param unreadable payloads with parts that could not be parsed, which an operator has to look at
     * @param oldestPendingSeconds age of the oldest payload that waits for its first attempt, and 0 if none does. One
     *     that has failed waits for its next attempt, up to an hour
     */
    record Health(long pending, long failed, long unreadable, double oldestPendingSeconds) {}
}
