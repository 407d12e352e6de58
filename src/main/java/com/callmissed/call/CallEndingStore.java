package com.callmissed.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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
import com.callmissed.persistence.LockWait;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.MessageRow;

/** The statements behind {@link CallEndings}. {@link #uncollected} is a system job and looks at all tenants. */
@ApplicationScoped
class CallEndingStore {
    private static final String ESCALATE = """
            UPDATE conversation c SET status = 'escalated', status_changed_at = $3, control_epoch = c.control_epoch + 1,
                updated_at = GREATEST(c.updated_at, $3)
            WHERE c.tenant_id = $1 AND c.id = $2 AND c.status = 'active'
            RETURNING %s
            """.formatted(ConversationRow.COLUMNS);

    /** Opens a call that nothing was heard of yet. The last column tells whether the status is new; no row when nothing is. */
    private static final String END = """
            WITH c AS (
                INSERT INTO conversation AS t (tenant_id, id, bot_id, channel, external_id, status, status_changed_at, metadata,
                    duration_seconds, created_at, updated_at, provider_call_id)
                VALUES ($1, $2, $3, 'voice', $4, $5, $6, $7, $9, $6, $6, $8)
                %s DO UPDATE SET
                    status = CASE WHEN t.status = 'active' THEN EXCLUDED.status ELSE t.status END,
                    status_changed_at = CASE WHEN t.status = 'active' THEN EXCLUDED.status_changed_at
                        ELSE t.status_changed_at END,
                    duration_seconds = COALESCE(t.duration_seconds, EXCLUDED.duration_seconds),
                    updated_at = GREATEST(t.updated_at, EXCLUDED.updated_at)
                    WHERE t.status = 'active' OR t.duration_seconds IS NULL AND EXCLUDED.duration_seconds IS NOT NULL
                RETURNING *
            )
            SELECT %s, c.status_changed_at = $6 FROM c
            """.formatted(VoiceCallStore.CONFLICT, ConversationRow.COLUMNS);

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
            SELECT %s, %s FROM m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            """.formatted(ConversationRow.COLUMNS, MessageRow.COLUMNS);

    private static final String UNCOLLECTED = """
            SELECT tenant_id FROM outbox
            WHERE channel = 'voice' AND due_at <= now() - make_interval(secs => $1) AND tenant_id <> ALL ($2)
            GROUP BY tenant_id
            ORDER BY min(due_at)
            LIMIT $3
            """;

    /**
     * What was claimed may have been said. Answers each conversation as it is under its lock: the event takes its place in the log
     * later, and must not tell less than those before it. What somebody else is at waits for the next time.
     */
    private static final String FAIL_UNCOLLECTED = """
            WITH c AS MATERIALIZED (
                SELECT c.*, o.seq AS queued_seq, o.message_id
                FROM outbox o
                JOIN conversation c ON c.tenant_id = o.tenant_id AND c.id = o.conversation_id
                WHERE o.tenant_id = $1 AND o.channel = 'voice' AND o.due_at <= now() - make_interval(secs => $2)
                ORDER BY o.due_at
                LIMIT $3
                FOR NO KEY UPDATE OF c SKIP LOCKED FOR UPDATE OF o SKIP LOCKED
            ), o AS (
                DELETE FROM outbox d USING c
                WHERE d.tenant_id = c.tenant_id AND d.conversation_id = c.id AND d.seq = c.queued_seq
                RETURNING d.tenant_id, d.message_id, d.claim
            ), m AS (
                UPDATE message u SET status = CASE WHEN o.claim IS NULL THEN 'failed' ELSE 'uncertain' END,
                    metadata = CASE WHEN o.claim IS NULL THEN COALESCE(u.metadata, '{}') || $4::jsonb ELSE u.metadata END
                FROM o WHERE u.tenant_id = o.tenant_id AND u.id = o.message_id AND u.status IN ('queued', 'sending')
                RETURNING u.*
            )
            SELECT %s, %s FROM m JOIN c ON c.tenant_id = m.tenant_id AND c.message_id = m.id
            """.formatted(ConversationRow.COLUMNS, MessageRow.COLUMNS);

    private final Pool pool;

    CallEndingStore(Pool pool) {
        this.pool = pool;
    }

    /** Answers the conversation when this has escalated it. */
    Uni<RowSet<Row>> escalate(SqlConnection connection, UUID tenantId, UUID conversationId, Instant now) {
        return connection.preparedQuery(ESCALATE).execute(Tuple.of(tenantId, conversationId, Columns.timestamp(now)));
    }

    /** Locks the conversation, whether or not this changes it. */
    Uni<RowSet<Row>> end(
            SqlConnection connection,
            VoiceCall call,
            UUID newId,
            ConversationStatus status,
            Integer durationSeconds,
            Instant now) {
        return connection
                .preparedQuery(END)
                .execute(Tuple.from(Arrays.asList(
                        call.tenantId(),
                        newId,
                        call.botId(),
                        call.caller(),
                        status.value(),
                        Columns.timestamp(now),
                        VoiceCallStore.metadata(call),
                        call.callId(),
                        durationSeconds)));
    }

    /** Ends what the bot was about to do in a locked conversation; answers the conversation and each message that is failed. */
    Uni<RowSet<Row>> stop(SqlConnection connection, UUID tenantId, UUID conversationId, Map<String, Object> failure) {
        return connection.preparedQuery(STOP).execute(Tuple.of(tenantId, conversationId, Columns.json(failure)));
    }

    /** Tenants where something has waited longer than {@code age}. */
    Uni<List<UUID>> uncollected(Duration age, int limit, Collection<UUID> except) {
        return pool.preparedQuery(UNCOLLECTED)
                .execute(Tuple.of(Columns.seconds(age), except.toArray(UUID[]::new), limit))
                .map(rows -> Columns.list(rows, row -> row.getUUID(0)));
    }

    /** Ends what has waited longer than {@code age}; answers the conversation and the message of each. */
    Uni<RowSet<Row>> failUncollected(
            SqlConnection connection, UUID tenantId, Duration age, int limit, Map<String, Object> failure) {
        return LockWait.bound(connection).chain(() -> connection
                .preparedQuery(FAIL_UNCOLLECTED)
                .execute(Tuple.of(tenantId, Columns.seconds(age), limit, Columns.json(failure))));
    }
}
