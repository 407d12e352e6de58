package com.callmissed.autoreply;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.Channel;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.SendConditions;
import com.callmissed.thread.ThreadChange;

/**
 * The statements on {@code autoreply_turn}. {@link #claim} and {@link #release} are system jobs and cover all tenants.
 */
@ApplicationScoped
public class TurnStore {
    /** A message delays a turn that waits. While a turn is being processed, a message requests another turn. */
    private static final String ASK_AGAIN = """
            ON CONFLICT ON CONSTRAINT autoreply_turn_pk DO UPDATE SET
                asked_seq = EXCLUDED.asked_seq, control_epoch = EXCLUDED.control_epoch,
                traceparent = EXCLUDED.traceparent,
                due_at = CASE WHEN q.claim IS NULL
                    THEN LEAST(EXCLUDED.due_at, q.first_asked_at + make_interval(secs => %s)) ELSE q.due_at END
            """;

    /** Requests an answer to the last message. */
    private static final String ASK = "WITH c AS (SELECT * FROM conversation WHERE tenant_id = $1 AND id = $2)"
            + asking(ThreadChange.ALWAYS, "$3", "$4", "$5") + " RETURNING 1";

    /**
     * A claim that is still set when the turn is due belongs to a process that has ended, and counts as a failure.
     * Calls come first. Tenants alternate, so that many turns of one tenant do not delay the others.
     */
    private static final String CLAIM = """
            WITH candidate AS (
                SELECT r.tenant_id, r.conversation_id
                FROM (SELECT d.*, row_number() OVER (PARTITION BY d.tenant_id ORDER BY d.writes, d.due_at) AS place
                      FROM (SELECT q.tenant_id, q.conversation_id, q.due_at,
                                (SELECT c.channel NOT IN %s FROM conversation c
                                 WHERE c.tenant_id = q.tenant_id AND c.id = q.conversation_id) AS writes
                            FROM autoreply_turn q WHERE q.due_at <= now() AND q.tenant_id <> ALL ($4)) d) r
                WHERE r.place <= $3
                ORDER BY r.writes, r.place, r.due_at
                LIMIT $2
            ), due AS MATERIALIZED (
                SELECT q.tenant_id, q.conversation_id
                FROM candidate JOIN autoreply_turn q USING (tenant_id, conversation_id)
                WHERE q.due_at <= now()
                FOR UPDATE OF q SKIP LOCKED
            )
            UPDATE autoreply_turn t SET claim = gen_random_uuid(), due_at = now() + make_interval(secs => $1),
                failures = t.failures + CASE WHEN t.claim IS NULL THEN 0 ELSE 1 END
            FROM due JOIN conversation c ON c.tenant_id = due.tenant_id AND c.id = due.conversation_id
            WHERE t.tenant_id = due.tenant_id AND t.conversation_id = due.conversation_id
            RETURNING %s
            """.formatted(Channel.in(Channel::isLive), TurnRow.LIST.sql());

    private static final String ASKED = """
            SELECT asked_seq FROM autoreply_turn WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3
            FOR UPDATE
            """;

    /** Ends the turn. If a newer message needs an answer, the turn waits again instead. */
    private static final String FINISH = """
            WITH done AS (
                DELETE FROM autoreply_turn
                WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3 AND asked_seq <= $4 AND control_epoch = $5
            )
            UPDATE autoreply_turn SET claim = NULL, failures = 0, first_asked_at = now(),
                due_at = now() + make_interval(secs => $6)
            WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3
                AND NOT (asked_seq <= $4 AND control_epoch = $5)
            """;

    private static final String POSTPONE = """
            UPDATE autoreply_turn SET claim = NULL, failures = failures + 1, due_at = now() + make_interval(secs => $4)
            WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3
            """;

    private static final String RELEASE =
            "UPDATE autoreply_turn SET claim = NULL, due_at = now() WHERE claim = ANY ($1)";

    private final Pool pool;
    private final AutoreplyConfig config;

    TurnStore(Pool pool, AutoreplyConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * Returns the part of a statement that requests an answer to the last message of the conversation {@code c}, if the
     * bot may give one.
     *
     * @param condition a further condition of the statement
     * @param quiet in seconds, a parameter or a literal
     * @param burst in seconds, a parameter or a literal
     * @param trace a parameter with {@link StoredTrace#current}
     */
    public static String asking(String condition, String quiet, String burst, String trace) {
        return """
                INSERT INTO autoreply_turn AS q
                    (tenant_id, conversation_id, asked_seq, control_epoch, first_asked_at, due_at, traceparent)
                SELECT c.tenant_id, c.id, c.message_count, c.control_epoch, now(), now() + make_interval(secs => %s),
                    %s::text
                FROM c
                WHERE %s AND %s
                """.formatted(quiet, trace, condition, SendConditions.BOT_MAY_ANSWER) + ASK_AGAIN.formatted(burst);
    }

    /** Requests an answer to the last message of a locked conversation. Returns false if the bot may not give one. */
    Uni<Boolean> ask(LockedThread thread) {
        return thread.sql()
                .execute(
                        ASK,
                        thread.tenantId(),
                        thread.id(),
                        Columns.seconds(config.quiet()),
                        Columns.seconds(config.longestBurst()),
                        StoredTrace.current())
                .map(asked -> !asked.isEmpty());
    }

    Uni<List<Turn>> claim(int limit, int perTenant, Collection<UUID> busy) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.tuple()
                        .addDouble(Columns.seconds(config.lease()))
                        .addInteger(limit)
                        .addInteger(perTenant)
                        .addArrayOfUUID(busy.toArray(UUID[]::new)))
                .map(rows -> Columns.list(rows, TurnRow::read));
    }

    /** Locks the turn. Returns whether this process still has its claim. */
    Uni<Boolean> isOurs(SqlClient connection, Turn turn) {
        return connection
                .preparedQuery(ASKED)
                .execute(Tuple.of(turn.tenantId(), turn.conversationId(), turn.claim()))
                .map(rows -> rows.size() > 0);
    }

    /** @param seenSeq the {@code seq} of the last message that the turn has taken into account */
    Uni<Void> finish(SqlClient connection, Turn turn, int seenSeq) {
        return connection
                .preparedQuery(FINISH)
                .execute(Tuple.of(
                        turn.tenantId(),
                        turn.conversationId(),
                        turn.claim(),
                        seenSeq,
                        turn.epoch(),
                        Columns.seconds(turn.channel().isLive() ? Duration.ZERO : config.quiet())))
                .replaceWithVoid();
    }

    Uni<Void> release(Collection<UUID> claims) {
        return pool.preparedQuery(RELEASE)
                .execute(Tuple.tuple().addArrayOfUUID(claims.toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    Uni<Void> postpone(Turn turn, Duration pause) {
        return postpone(pool, turn, pause);
    }

    Uni<Void> postpone(SqlClient connection, Turn turn, Duration pause) {
        return connection
                .preparedQuery(POSTPONE)
                .execute(Tuple.of(turn.tenantId(), turn.conversationId(), turn.claim(), Columns.seconds(pause)))
                .replaceWithVoid();
    }
}
