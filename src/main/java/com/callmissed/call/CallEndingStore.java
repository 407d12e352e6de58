package com.callmissed.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.StatusReason;
import com.callmissed.thread.ThreadChange;

/** The statements of {@link CallEndings}. {@link #uncollected} is a system job and covers all tenants. */
@ApplicationScoped
class CallEndingStore {
    private static final RowType<Boolean> ENDED = ThreadChange.statusChanged(CallInsert.ID);

    private static final SelectList ENDING = SelectList.of(ConversationRow.TYPE, ENDED);

    /** Nobody took the call. A call that is taken and fails later has a duration. */
    private static final String UNTAKEN = CallInsert.STATUS + " = 'failed' AND COALESCE($11::integer, 0) = 0";

    private static final ThreadChange UNKNOWN = ThreadChange.ofNew(CallInsert.NOW, CallInsert.ID)
            .leaveActive(ThreadChange.ALWAYS, CallInsert.STATUS, missedIf(UNTAKEN));

    /** The bot has taken a call in which something was said. */
    private static final ThreadChange KNOWN = ThreadChange.ofRow(CallInsert.NOW, CallInsert.ID)
            .leaveActive(ThreadChange.ALWAYS, CallInsert.STATUS, missedIf(UNTAKEN + " AND c.message_count = 0"));

    /** Ends a call, and inserts its conversation if the call is not known. Returns no row if nothing changes. */
    private static final String END =
            """
            WITH c AS (
                %s DO UPDATE SET %s, duration_seconds = COALESCE(c.duration_seconds, $11)
                    WHERE c.status = 'active' OR c.duration_seconds IS NULL AND $11 IS NOT NULL
                RETURNING *
            ), named AS (
                %s
            )
            SELECT %s FROM c
            """.formatted(CallInsert.sql(UNKNOWN, "$11"), KNOWN.assignments(), CallInsert.NAMED, ENDING.sql());

    private static final String STOP = """
            WITH q AS (
                DELETE FROM autoreply_turn WHERE tenant_id = $1 AND conversation_id = $2
            ), o AS (
                DELETE FROM outbox WHERE tenant_id = $1 AND conversation_id = $2 AND claim IS NULL RETURNING message_id
            ), m AS (
                UPDATE message u SET status = 'failed', metadata = COALESCE(u.metadata, '{}') || $3::jsonb
                FROM o WHERE u.tenant_id = $1 AND u.id = o.message_id AND u.status IN ('queued', 'sending')
                RETURNING u.*
            )
            SELECT %s FROM m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            """.formatted(MessageRow.WITH_CONVERSATION.sql());

    private static final String UNCOLLECTED = """
            SELECT tenant_id FROM outbox
            WHERE channel = %s AND due_at <= now() - make_interval(secs => $1) AND tenant_id <> ALL ($2)
            GROUP BY tenant_id
            ORDER BY min(due_at)
            LIMIT $3
            """.formatted(VoiceCall.CHANNEL.sql());

    /**
     * An answer that was claimed may have been said, so it becomes uncertain. Returns each conversation as it is under
     * its lock: its event is appended to the log later, so its snapshot must not be older than those of the events
     * before it. Rows that are locked by others are left to the next run.
     */
    private static final String FAIL_UNCOLLECTED =
            """
            WITH c AS MATERIALIZED (
                SELECT c.*, o.seq AS queued_seq, o.message_id
                FROM outbox o
                JOIN conversation c ON c.tenant_id = o.tenant_id AND c.id = o.conversation_id
                WHERE o.tenant_id = $1 AND o.channel = %s AND o.due_at <= now() - make_interval(secs => $2)
                ORDER BY o.due_at
                LIMIT $3
                FOR NO KEY UPDATE OF c SKIP LOCKED FOR UPDATE OF o SKIP LOCKED
            ), o AS (
                DELETE FROM outbox d USING c
                WHERE d.tenant_id = c.tenant_id AND d.conversation_id = c.id AND d.seq = c.queued_seq
                RETURNING d.tenant_id, d.message_id, d.claim
            ), m AS (
                UPDATE message u SET status = CASE WHEN o.claim IS NULL THEN 'failed' ELSE 'uncertain' END,
                    metadata = CASE WHEN o.claim IS NULL THEN COALESCE(u.metadata, '{}') || $4::jsonb
                        ELSE u.metadata END
                FROM o WHERE u.tenant_id = o.tenant_id AND u.id = o.message_id AND u.status IN ('queued', 'sending')
                RETURNING u.*
            )
            SELECT %s FROM m JOIN c ON c.tenant_id = m.tenant_id AND c.message_id = m.id
            """.formatted(VoiceCall.CHANNEL.sql(), MessageRow.WITH_CONVERSATION.sql());

    private final Pool pool;

    CallEndingStore(Pool pool) {
        this.pool = pool;
    }

    /** The state of a call, and whether the statement has changed its status. */
    record Ended(ConversationResponse conversation, boolean statusChanged) {
        private static Ended read(Row row) {
            return new Ended(ENDING.read(ConversationRow.TYPE, row), ENDING.read(ENDED, row));
        }
    }

    private static String missedIf(String condition) {
        return "CASE WHEN " + condition + " THEN '" + StatusReason.MISSED_CALL.value() + "' END";
    }

    /** Ends a call and locks its conversation. Returns null if nothing changed. */
    Uni<Ended> end(
            SqlConnection connection,
            VoiceCall call,
            UUID contactId,
            UUID newId,
            ConversationStatus status,
            Integer durationSeconds,
            Instant now) {
        return connection
                .preparedQuery(END)
                .execute(CallInsert.parameters(call, contactId, newId, status, now, durationSeconds))
                .map(rows -> Columns.first(rows, Ended::read));
    }

    /**
     * Ends the turn and the queued answers of the bot in a locked conversation. Returns the conversation with each
     * message that has failed.
     */
    Uni<RowSet<Row>> stop(SqlConnection connection, UUID tenantId, UUID conversationId, Map<String, Object> failure) {
        return connection.preparedQuery(STOP).execute(Tuple.of(tenantId, conversationId, Columns.json(failure)));
    }

    /** Returns tenants with an answer that has waited longer than {@code age}. */
    Uni<List<UUID>> uncollected(Duration age, int limit, Collection<UUID> except) {
        return pool.preparedQuery(UNCOLLECTED)
                .execute(Tuple.of(Columns.seconds(age), except.toArray(UUID[]::new), limit))
                .map(rows -> Columns.list(rows, row -> row.getUUID(0)));
    }

    /** Ends the answers that have waited longer than {@code age}. Returns the conversation and the message of each. */
    Uni<RowSet<Row>> failUncollected(
            SqlConnection connection, UUID tenantId, Duration age, int limit, Map<String, Object> failure) {
        return connection
                .preparedQuery(FAIL_UNCOLLECTED)
                .execute(Tuple.of(tenantId, Columns.seconds(age), limit, Columns.json(failure)));
    }
}
