package com.callmissed.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.autoreply.TurnStore;
import com.callmissed.persistence.Columns;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.Preview;
import com.callmissed.thread.SendConditions;

/** The statements behind {@link VoiceCalls}. */
@ApplicationScoped
class VoiceCallStore {
    /** Two deliveries of one call meet here. */
    static final String CONFLICT =
            " ON CONFLICT (tenant_id, bot_id, provider_call_id) WHERE provider_call_id IS NOT NULL ";

    /** Answers no row for a call that is known. The greeting, if there is one, leaves the outbox when it has been said. */
    private static final String BEGIN = """
            WITH c AS (
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status, status_changed_at, metadata,
                    message_count, last_message_at, last_message_preview, created_at, updated_at, provider_call_id)
                VALUES ($1, $2, $3, 'voice', $4, $5, $6, $7, CASE WHEN $9::text IS NULL THEN 0 ELSE 1 END,
                    CASE WHEN $9::text IS NOT NULL THEN $6::timestamptz END, $10, $6, $6, $8)
                %s DO NOTHING
                RETURNING *
            ), m AS (
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    automatic, created_at)
                SELECT c.tenant_id, $11, c.id, c.bot_id, 1, 'assistant', $9, 'text', 'sent', true, c.created_at
                FROM c WHERE $9::text IS NOT NULL
                RETURNING *
            ), o AS (
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, control_epoch, claim, due_at)
                SELECT c.tenant_id, c.id, 1, m.id, c.channel, c.control_epoch, $12,
                    clock_timestamp() + make_interval(secs => $13)
                FROM c CROSS JOIN m
            )
            SELECT %s, %s FROM c LEFT JOIN m ON true
            """.formatted(CONFLICT, ConversationRow.COLUMNS, MessageRow.COLUMNS);

    private static final String FIND =
            "SELECT id FROM conversation WHERE tenant_id = $1 AND bot_id = $2 AND provider_call_id = $3";

    /** The conversation is locked. Nothing has been said since the greeting, and nobody is saying it. */
    private static final String GREET_AGAIN = """
            WITH m AS (
                SELECT m.id, m.content, c.control_epoch
                FROM conversation c
                JOIN message m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND m.seq = 1 AND m.automatic
                WHERE c.tenant_id = $1 AND c.id = $2 AND c.message_count = 1
            ), o AS (
                INSERT INTO outbox AS t (tenant_id, conversation_id, seq, message_id, channel, control_epoch, claim, due_at)
                SELECT $1, $2, 1, m.id, 'voice', m.control_epoch, $3, clock_timestamp() + make_interval(secs => $4) FROM m
                ON CONFLICT ON CONSTRAINT outbox_pk DO UPDATE SET claim = EXCLUDED.claim, due_at = EXCLUDED.due_at
                    WHERE t.due_at <= clock_timestamp()
                RETURNING message_id
            )
            SELECT m.id, m.content FROM m JOIN o ON o.message_id = m.id
            """;

    /**
     * Stores what the caller said, once for each provider id, never reopens the call, and asks for an answer that is due at once
     * or, in place of it, escalates. The last column tells whether this statement escalated.
     */
    private static final String HEAR =
            """
            WITH c AS (
                UPDATE conversation t SET message_count = t.message_count + 1,
                    last_message_at = GREATEST(t.last_message_at, $5), last_message_preview = $6,
                    last_inbound_at = GREATEST(t.last_inbound_at, $5), updated_at = GREATEST(t.updated_at, $5),
                    status = CASE WHEN $8 AND t.status = 'active' THEN 'escalated' ELSE t.status END,
                    status_changed_at = CASE WHEN $8 AND t.status = 'active' THEN $5 ELSE t.status_changed_at END,
                    control_epoch = t.control_epoch + CASE WHEN $8 AND t.status = 'active' THEN 1 ELSE 0 END
                WHERE t.tenant_id = $1 AND t.bot_id = $2 AND t.provider_call_id = $3
                    AND NOT EXISTS (SELECT FROM message k
                        WHERE k.tenant_id = $1 AND k.bot_id = $2 AND k.provider_message_id = $4)
                RETURNING *
            ), m AS (
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    provider_message_id, in_human_stretch, created_at)
                SELECT c.tenant_id, $9, c.id, c.bot_id, c.message_count, 'user', $7, 'text', 'sent', $4,
                    NOT c.ai_autoreply_enabled, c.last_message_at
                FROM c
                RETURNING *
            ), turn AS (
                %s
            )
            SELECT %s, %s, c.status_changed_at = $5 FROM c CROSS JOIN m
            """.formatted(TurnStore.asking("NOT $8", "0", "0"), ConversationRow.COLUMNS, MessageRow.COLUMNS);

    private static final String LOOK = """
            SELECT %s, c.message_count,
                EXISTS (SELECT FROM outbox o WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id
                    AND o.due_at <= clock_timestamp()),
                EXISTS (SELECT FROM outbox o WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id)
                    OR EXISTS (SELECT FROM autoreply_turn q WHERE q.tenant_id = c.tenant_id AND q.conversation_id = c.id),
                'user' = (SELECT m.role FROM message m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                    AND m.status <> 'failed' ORDER BY m.seq DESC LIMIT 1)
            FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2
            """.formatted(SendConditions.COLUMNS);

    private final Pool pool;

    VoiceCallStore(Pool pool) {
        this.pool = pool;
    }

    /** A greeting that was claimed for being said again. */
    record Greeting(UUID messageId, String content) {}

    /** What the statement that opens a call needs beside it. {@code greeting} is null for none. */
    record Opening(UUID conversationId, ConversationStatus status, String greeting, UUID messageId, UUID claim) {}

    /** Answers the conversation and the greeting, whose columns are null without one; no row for a call that is known. */
    Uni<RowSet<Row>> begin(SqlConnection connection, VoiceCall call, Opening opening, Duration lease, Instant now) {
        return connection
                .preparedQuery(BEGIN)
                .execute(Tuple.from(Arrays.asList(
                        call.tenantId(),
                        opening.conversationId(),
                        call.botId(),
                        call.caller(),
                        opening.status().value(),
                        Columns.timestamp(now),
                        metadata(call),
                        call.callId(),
                        opening.greeting(),
                        opening.greeting() == null ? null : Preview.of(opening.greeting()),
                        opening.messageId(),
                        opening.claim(),
                        Columns.seconds(lease))));
    }

    /** How people find the call at its provider. */
    static JsonObject metadata(VoiceCall call) {
        return Columns.json(Map.of("call_id", call.callId()));
    }

    /** The conversation of a call; null when nothing was heard of it. */
    Uni<UUID> find(VoiceCall call) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(call.tenantId(), call.botId(), call.callId()))
                .map(rows -> Columns.first(rows, row -> row.getUUID(0)));
    }

    /** Null when the call has gone on since the greeting, or somebody is saying it. */
    Uni<Greeting> greetAgain(SqlConnection connection, UUID tenantId, UUID conversationId, UUID claim, Duration lease) {
        return connection
                .preparedQuery(GREET_AGAIN)
                .execute(Tuple.of(tenantId, conversationId, claim, Columns.seconds(lease)))
                .map(rows -> Columns.first(rows, row -> new Greeting(row.getUUID(0), row.getString(1))));
    }

    /** Answers the conversation and the message; no row when the words are known, or the call is not. */
    Uni<RowSet<Row>> hear(
            SqlConnection connection,
            VoiceCall call,
            String providerId,
            String words,
            boolean escalate,
            UUID messageId,
            Instant now) {
        return connection
                .preparedQuery(HEAR)
                .execute(Tuple.from(Arrays.asList(
                        call.tenantId(),
                        call.botId(),
                        call.callId(),
                        providerId,
                        Columns.timestamp(now),
                        Preview.of(words),
                        words,
                        escalate,
                        messageId)));
    }

    /** Null when the tenant has no such conversation. */
    Uni<CallView> look(UUID tenantId, UUID conversationId) {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(tenantId, conversationId))
                .map(rows -> Columns.first(rows, VoiceCallStore::view));
    }

    private static CallView view(Row row) {
        int at = SendConditions.WIDTH;
        return new CallView(step(SendConditions.read(row, 0), row, at + 1), row.getInteger(at));
    }

    private static CallStep step(SendConditions standing, Row row, int at) {
        if (standing.status().isFinished()) {
            return CallStep.OVER;
        }
        if (!standing.enabled() || standing.status() == ConversationStatus.ESCALATED) {
            return CallStep.TAKEN_OVER;
        }
        if (!standing.botActive()) {
            return CallStep.BOT_INACTIVE;
        }
        if (row.getBoolean(at)) {
            return CallStep.ANSWER_READY;
        }
        if (row.getBoolean(at + 1)) {
            return CallStep.ANSWER_COMING;
        }
        return Boolean.TRUE.equals(row.getBoolean(at + 2)) ? CallStep.UNANSWERED : CallStep.ANSWERED;
    }
}
