package com.callmissed.inbound;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.autoreply.AutoreplyConfig;
import com.callmissed.autoreply.TurnStore;
import com.callmissed.persistence.Columns;
import com.callmissed.thread.AutoreplyState;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.MessageType;
import com.callmissed.thread.Preview;

/** The statements behind {@link ChannelInbox}. */
@ApplicationScoped
class ChannelInboxStore {
    /**
     * Takes the thread's row lock (or opens the thread), gives out the next seq under it and stores the message; a message
     * that is known touches nothing. What the business typed elsewhere is a takeover; a customer's text asks for an automatic
     * answer. The last columns tell whether this statement reopened the conversation, and whether it silenced the bot.
     */
    static final String INSERT = """
            WITH known AS (
                SELECT FROM message WHERE tenant_id = $1 AND bot_id = $2 AND provider_message_id = $3
            ), c AS (
                INSERT INTO conversation AS t (tenant_id, id, bot_id, channel, external_id, status, status_changed_at,
                    metadata, message_count, last_message_at, last_message_preview, last_inbound_at, created_at,
                    updated_at, ai_autoreply_enabled, control_epoch, autoreply_since, autoreply_by_kind, autoreply_reason)
                SELECT $1, $4, $2, $5, $6, 'active', $7, $8, 1, $7, $9, $10, $7, $7, $11,
                    CASE WHEN $11 THEN 0 ELSE 1 END,
                    CASE WHEN NOT $11 THEN $7::timestamptz END,
                    CASE WHEN NOT $11 THEN 'user' END,
                    CASE WHEN NOT $11 THEN '%s' END
                WHERE NOT EXISTS (SELECT FROM known)
                ON CONFLICT (tenant_id, bot_id, channel, external_id) WHERE channel = 'whatsapp' DO UPDATE SET
                    message_count = t.message_count + 1,
                    last_message_at = GREATEST(t.last_message_at, EXCLUDED.last_message_at),
                    last_message_preview = EXCLUDED.last_message_preview,
                    last_inbound_at = GREATEST(t.last_inbound_at, EXCLUDED.last_inbound_at),
                    status = CASE WHEN $11 AND t.status IN ('completed', 'failed') THEN 'active' ELSE t.status END,
                    status_changed_at = CASE WHEN $11 AND t.status IN ('completed', 'failed')
                        THEN EXCLUDED.status_changed_at ELSE t.status_changed_at END,
                    updated_at = GREATEST(t.updated_at, EXCLUDED.updated_at),
                    ai_autoreply_enabled = t.ai_autoreply_enabled AND $11,
                    control_epoch = t.control_epoch + EXCLUDED.control_epoch,
                    autoreply_since = CASE WHEN t.ai_autoreply_enabled AND NOT $11
                        THEN EXCLUDED.autoreply_since ELSE t.autoreply_since END,
                    autoreply_by_kind = CASE WHEN t.ai_autoreply_enabled AND NOT $11
                        THEN EXCLUDED.autoreply_by_kind ELSE t.autoreply_by_kind END,
                    autoreply_by_id = CASE WHEN t.ai_autoreply_enabled AND NOT $11 THEN NULL ELSE t.autoreply_by_id END,
                    autoreply_reason = CASE WHEN t.ai_autoreply_enabled AND NOT $11
                        THEN EXCLUDED.autoreply_reason ELSE t.autoreply_reason END
                RETURNING *
            ), m AS (
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    provider_message_id, metadata, in_human_stretch, created_at)
                SELECT c.tenant_id, $12, c.id, c.bot_id, c.message_count, $13, $14, $15, 'sent', $3, $16,
                    NOT c.ai_autoreply_enabled, c.last_message_at
                FROM c
                RETURNING *
            ), turn AS (
                %s
            )
            SELECT %s, %s, c.status_changed_at = $7,
                NOT $11 AND COALESCE(c.autoreply_since = $7, false)
            FROM c CROSS JOIN m
            """.formatted(
                    AutoreplyState.HUMAN_REPLY,
                    TurnStore.asking("$17", "$18", "$19"),
                    ConversationRow.COLUMNS,
                    MessageRow.COLUMNS);

    /**
     * Finds the message of ours that an echo repeats: sent with an outcome that is not known (yet), with the same text; the
     * first one, as they are sent in order. Only a reply of a person, just now, in a conversation that people have: whatever
     * else is typed on the phone is a takeover. Starts from the few messages that are so, of whatever conversation.
     */
    static final String ECHOED = """
            SELECT u.tenant_id, u.id, u.conversation_id
            FROM message u
            WHERE u.tenant_id = $1 AND u.bot_id = $2 AND u.status IN ('sending', 'uncertain')
                AND u.provider_message_id IS NULL AND u.role = 'assistant' AND u.content = $4
                AND NOT u.automatic AND u.created_at > now() - interval '10 minutes'
                AND (SELECT t.external_id FROM conversation t
                     WHERE t.tenant_id = u.tenant_id AND t.id = u.conversation_id AND NOT t.ai_autoreply_enabled) = $3
            ORDER BY u.id
            LIMIT 1
            """;

    /** Locks the conversation before the message, as a delivery report does. */
    static final String CONFIRM = """
            WITH found AS MATERIALIZED (
                %s
            ), c AS MATERIALIZED (
                SELECT c.*
                FROM found JOIN conversation c ON c.tenant_id = found.tenant_id AND c.id = found.conversation_id
                FOR NO KEY UPDATE OF c
            ), m AS (
                UPDATE message u SET status = 'sent', provider_message_id = $5
                FROM found CROSS JOIN c
                WHERE u.tenant_id = found.tenant_id AND u.id = found.id AND u.status IN ('sending', 'uncertain')
                    AND u.provider_message_id IS NULL
                RETURNING u.*
            )
            SELECT %s, %s FROM m CROSS JOIN c
            """.formatted(ECHOED, ConversationRow.COLUMNS, MessageRow.COLUMNS);

    private final AutoreplyConfig autoreply;

    ChannelInboxStore(AutoreplyConfig autoreply) {
        this.autoreply = autoreply;
    }

    Uni<RowSet<Row>> insert(
            SqlClient connection, ChannelMessage message, UUID newThreadId, UUID messageId, Instant now) {
        boolean inbound = message.role() == MessageRole.USER;
        Instant sentAt = message.sentAt() == null || message.sentAt().isAfter(now) ? now : message.sentAt();
        return connection
                .preparedQuery(INSERT)
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
                        Columns.json(message.metadata()),
                        asksForAnswer(message, sentAt, now),
                        Columns.seconds(autoreply.quiet()),
                        Columns.seconds(autoreply.longestBurst()))));
    }

    /** What came too late to be answered freely asks nobody. */
    private static boolean asksForAnswer(ChannelMessage message, Instant sentAt, Instant now) {
        return message.role() == MessageRole.USER
                && message.type() == MessageType.TEXT
                && message.channel().isReplyWindowOpen(sentAt, now);
    }

    Uni<RowSet<Row>> confirm(SqlClient connection, ChannelMessage echo) {
        return connection
                .preparedQuery(CONFIRM)
                .execute(Tuple.of(
                        echo.tenantId(), echo.botId(), echo.externalId(), echo.content(), echo.providerMessageId()));
    }
}
