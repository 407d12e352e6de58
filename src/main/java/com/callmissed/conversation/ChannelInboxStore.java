package com.callmissed.conversation;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;

/** The two statements behind {@link ChannelInbox}. */
@ApplicationScoped
class ChannelInboxStore {
    /**
     * Takes the thread's row lock (or opens the thread), gives out the next seq under it and stores the message; a message
     * that is known touches nothing. The last column tells whether this statement reopened the conversation.
     */
    private static final String INSERT = """
            WITH known AS (
                SELECT FROM message WHERE tenant_id = $1 AND bot_id = $2 AND provider_message_id = $3
            ), c AS (
                INSERT INTO conversation AS t (tenant_id, id, bot_id, channel, external_id, status, status_changed_at,
                    metadata, message_count, last_message_at, last_message_preview, last_inbound_at, created_at,
                    updated_at)
                SELECT $1, $4, $2, $5, $6, 'active', $7, $8, 1, $7, $9, $10, $7, $7
                WHERE NOT EXISTS (SELECT FROM known)
                ON CONFLICT (tenant_id, bot_id, channel, external_id) WHERE channel = 'whatsapp' DO UPDATE SET
                    message_count = t.message_count + 1,
                    last_message_at = GREATEST(t.last_message_at, EXCLUDED.last_message_at),
                    last_message_preview = EXCLUDED.last_message_preview,
                    last_inbound_at = GREATEST(t.last_inbound_at, EXCLUDED.last_inbound_at),
                    status = CASE WHEN $11 AND t.status IN ('completed', 'failed') THEN 'active' ELSE t.status END,
                    status_changed_at = CASE WHEN $11 AND t.status IN ('completed', 'failed')
                        THEN EXCLUDED.status_changed_at ELSE t.status_changed_at END,
                    updated_at = GREATEST(t.updated_at, EXCLUDED.updated_at)
                RETURNING *
            ), m AS (
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    provider_message_id, metadata, created_at)
                SELECT c.tenant_id, $12, c.id, c.bot_id, c.message_count, $13, $14, $15, 'sent', $3, $16,
                    c.last_message_at
                FROM c
                RETURNING *
            )
            SELECT %s, %s, c.status_changed_at = $7
            FROM c CROSS JOIN m
            """.formatted(ConversationRow.COLUMNS, MessageRow.COLUMNS);

    /** Answers no row for an unknown message, and a row of nulls for a report that would not lift the status. */
    private static final String LIFT = """
            WITH found AS (
                SELECT tenant_id, id FROM message WHERE tenant_id = $1 AND bot_id = $2 AND provider_message_id = $3
                    AND role = 'assistant'
            ), m AS (
                UPDATE message u SET status = $4,
                    metadata = CASE WHEN $5::jsonb IS NULL THEN u.metadata
                        ELSE COALESCE(u.metadata, '{}') || jsonb_build_object('error', $5::jsonb) END
                FROM found
                WHERE u.tenant_id = found.tenant_id AND u.id = found.id AND u.status = ANY ($6)
                RETURNING u.*
            )
            SELECT %s, %s
            FROM found
            LEFT JOIN (m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id) ON true
            """.formatted(ConversationRow.COLUMNS, MessageRow.COLUMNS);

    private final Pool pool;

    ChannelInboxStore(Pool pool) {
        this.pool = pool;
    }

    Uni<RowSet<Row>> insert(ChannelMessage message, UUID newThreadId, UUID messageId, Instant now) {
        boolean inbound = message.role() == MessageRole.USER;
        Instant sentAt = message.sentAt() == null || message.sentAt().isAfter(now) ? now : message.sentAt();
        return pool.preparedQuery(INSERT)
                .execute(Tuple.from(Arrays.asList(
                        message.tenantId(),
                        message.botId(),
                        message.providerMessageId(),
                        newThreadId,
                        message.channel().value(),
                        message.externalId(),
                        Columns.timestamp(now),
                        Columns.json(message.conversationMetadata()),
                        Preview.of(message.content()),
                        inbound ? Columns.timestamp(sentAt) : null,
                        inbound,
                        messageId,
                        message.role().value(),
                        message.content(),
                        message.type().value(),
                        Columns.json(message.metadata()))));
    }

    Uni<RowSet<Row>> lift(DeliveryReport report) {
        String[] lower = Arrays.stream(DeliveryStatus.values())
                .filter(status -> status.compareTo(report.status()) < 0)
                .map(DeliveryStatus::value)
                .toArray(String[]::new);
        return pool.preparedQuery(LIFT)
                .execute(Tuple.from(Arrays.asList(
                        report.tenantId(),
                        report.botId(),
                        report.providerMessageId(),
                        report.status().value(),
                        Columns.json(report.error()),
                        lower)));
    }
}
