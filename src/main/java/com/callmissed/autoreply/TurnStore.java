package com.callmissed.autoreply;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.SendConditions;

/** The statements on {@code autoreply_turn}. {@link #claim} and {@link #release} are system jobs and look at all tenants. */
@ApplicationScoped
public class TurnStore {
    /** A message that comes while a turn waits moves it; one that comes while a turn is worked on asks for one more. */
    private static final String ASK_AGAIN = """
            ON CONFLICT ON CONSTRAINT autoreply_turn_pk DO UPDATE SET
                asked_seq = EXCLUDED.asked_seq, control_epoch = EXCLUDED.control_epoch,
                due_at = CASE WHEN q.claim IS NULL
                    THEN LEAST(EXCLUDED.due_at, q.first_asked_at + make_interval(secs => %s)) ELSE q.due_at END
            """;

    private static final String ASK = """
            INSERT INTO autoreply_turn AS q (tenant_id, conversation_id, asked_seq, control_epoch, first_asked_at, due_at)
            SELECT b.tenant_id, :conversation, :seq, :epoch, now(), now() + make_interval(secs => :quiet)
            FROM bot b
            WHERE b.tenant_id = :tenant AND b.id = :bot AND b.is_active
            """ + ASK_AGAIN.formatted(":burst") + " RETURNING 1";
    /**
     * A claim that is still set when the turn is due belongs to a process that is gone: that counts as a failure. Tenants take
     * turns, so that many questions to one do not hold up the others, and who is on the phone goes first.
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
            RETURNING t.tenant_id, t.conversation_id, c.bot_id, c.channel, t.claim, t.asked_seq, t.control_epoch,
                t.failures, %s
            """.formatted(Channel.in(Channel::isLive), SendConditions.COLUMNS);

    private static final String ASKED =
            "SELECT asked_seq FROM autoreply_turn WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3 FOR UPDATE";
    /** Ends the turn, unless something was asked that it has not seen: then it waits for one more. */
    private static final String FINISH = """
            WITH done AS (
                DELETE FROM autoreply_turn
                WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3 AND asked_seq <= $4 AND control_epoch = $5
            )
            UPDATE autoreply_turn SET claim = NULL, failures = 0, first_asked_at = now(),
                due_at = now() + make_interval(secs => $6)
            WHERE tenant_id = $1 AND conversation_id = $2 AND claim = $3 AND NOT (asked_seq <= $4 AND control_epoch = $5)
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
     * The part of a statement that asks for an answer to the last message of the conversation {@code c}, if the bot may give one.
     *
     * @param condition of the statement's own
     * @param quiet in seconds, as {@code burst}: a parameter or a literal
     */
    public static String asking(String condition, String quiet, String burst) {
        return """
                INSERT INTO autoreply_turn AS q (tenant_id, conversation_id, asked_seq, control_epoch, first_asked_at, due_at)
                SELECT c.tenant_id, c.id, c.message_count, c.control_epoch, now(), now() + make_interval(secs => %s)
                FROM c
                WHERE %s AND c.ai_autoreply_enabled AND c.status = 'active'
                    AND EXISTS (SELECT FROM bot b WHERE b.tenant_id = c.tenant_id AND b.id = c.bot_id AND b.is_active)
                """.formatted(quiet, condition) + ASK_AGAIN.formatted(burst);
    }

    /** Asks for an answer to the message at {@code seq}, on the session of the caller's unit of work. False when the bot is not active. */
    Uni<Boolean> ask(LockedThread thread, int seq) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(ASK, Object.class)
                        .setParameter("tenant", thread.tenantId())
                        .setParameter("conversation", thread.id())
                        .setParameter("bot", thread.botId())
                        .setParameter("seq", seq)
                        .setParameter("epoch", thread.epoch())
                        .setParameter("quiet", Columns.seconds(config.quiet()))
                        .setParameter("burst", Columns.seconds(config.longestBurst()))
                        .getSingleResultOrNull())
                .map(asked -> asked != null);
    }

    Uni<List<Turn>> claim(int limit, int perTenant, Collection<UUID> busy) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.tuple()
                        .addDouble(Columns.seconds(config.lease()))
                        .addInteger(limit)
                        .addInteger(perTenant)
                        .addArrayOfUUID(busy.toArray(UUID[]::new)))
                .map(rows -> Columns.list(rows, row -> {
                    int epoch = row.getInteger(6);
                    return new Turn(
                            row.getUUID(0),
                            row.getUUID(1),
                            row.getUUID(2),
                            WireEnum.of(Channel.class, row.getString(3)),
                            row.getUUID(4),
                            row.getInteger(5),
                            epoch,
                            row.getInteger(7),
                            DropReason.of(SendConditions.read(row, 8), epoch));
                }));
    }

    /** True, with the turn's row locked, while the turn is still this process' own. */
    Uni<Boolean> isOurs(SqlClient connection, Turn turn) {
        return connection
                .preparedQuery(ASKED)
                .execute(Tuple.of(turn.tenantId(), turn.conversationId(), turn.claim()))
                .map(rows -> rows.size() > 0);
    }

    /** @param seenSeq the last message that the turn has taken notice of */
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
