package com.callmissed.autoreply;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.thread.MessageType;

/**
 * Recognises a customer that is a machine, and answers each answer (contract, section 8). There may be a number of
 * automatic answers in a rolling hour. And the last five messages of the customer must not all come within a few
 * seconds of the bot's. Several messages in a row count as one, because people write quickly, too.
 */
@ApplicationScoped
class LoopBrake {
    private static final int QUICK_MESSAGES = 5;
    /** The most messages that are read, from the end of the thread. More than an hour has when people write. */
    private static final int READ = 2000;

    private static final String RECENT = """
            (SELECT m.seq, m.role, m.automatic, m.created_at
             FROM message m WHERE m.tenant_id = $1 AND m.conversation_id = $2 AND %s
             ORDER BY m.seq DESC
             LIMIT %d)""".formatted(MessageType.saidIn("m"), READ);

    /** Both parts read backwards and stop when they know enough. */
    private static final String SUSPECTED = """
            SELECT COALESCE((SELECT r.created_at > now() - interval '1 hour' FROM %1$s r
                    WHERE r.automatic ORDER BY r.seq DESC OFFSET $3 - 1 LIMIT 1), false)
                OR (SELECT count(*) = %2$d AND COALESCE(bool_and(
                        COALESCE(heard.gap < make_interval(secs => $4), false)), false)
                    FROM (SELECT r.created_at - r.answered_at AS gap
                        FROM (SELECT w.seq, w.role, w.created_at, lead(w.role) OVER turn AS after_role,
                                lead(CASE WHEN w.automatic THEN w.created_at END) OVER turn AS answered_at
                            FROM %1$s w WINDOW turn AS (ORDER BY w.seq DESC)) r
                        WHERE r.role = 'user' AND r.after_role IS DISTINCT FROM 'user'
                        ORDER BY r.seq DESC
                        LIMIT %2$d) heard)
            """.formatted(RECENT, QUICK_MESSAGES);

    private final Pool pool;
    private final AutoreplyConfig config;

    LoopBrake(Pool pool, AutoreplyConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Whether the bot must not answer this turn. Always false for calls, in which people answer at once. */
    Uni<Boolean> stops(Turn turn) {
        if (turn.channel().isLive()) {
            return Uni.createFrom().item(false);
        }
        return pool.preparedQuery(SUSPECTED)
                .execute(Tuple.of(
                        turn.tenantId(),
                        turn.conversationId(),
                        (long) config.maxPerHour(),
                        Columns.seconds(config.loopGap())))
                .map(rows -> Columns.first(rows, row -> row.getBoolean(0)));
    }
}
