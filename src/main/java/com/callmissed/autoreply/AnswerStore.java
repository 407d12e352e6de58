package com.callmissed.autoreply;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.Preview;

/** The statement that stores an automatic answer and queues it. */
@ApplicationScoped
class AnswerStore {
    private static final String STORE = """
            WITH c AS (
                UPDATE conversation t SET message_count = t.message_count + 1,
                    last_message_at = GREATEST(t.last_message_at, $3), last_message_preview = $4,
                    updated_at = GREATEST(t.updated_at, $3)
                WHERE t.tenant_id = $1 AND t.id = $2
                RETURNING *
            ), m AS (
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, tokens_used,
                    status, automatic, created_at)
                SELECT c.tenant_id, $5, c.id, c.bot_id, c.message_count, 'assistant', $6, 'text', $7, 'queued', true,
                    c.last_message_at
                FROM c
                RETURNING *
            ), o AS (
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, control_epoch, due_at)
                SELECT c.tenant_id, c.id, c.message_count, $5, c.channel, c.control_epoch, now() FROM c
            )
            SELECT %s, %s FROM c CROSS JOIN m
            """.formatted(ConversationRow.COLUMNS, MessageRow.COLUMNS);

    /** The answer with its conversation, as they stand after it was stored. */
    record StoredAnswer(ConversationResponse conversation, MessageResponse message) {}

    /** Stores an automatic answer in its locked conversation and queues it under the conversation's epoch. */
    Uni<StoredAnswer> store(SqlConnection connection, Turn turn, AutomaticAnswer answer, UUID messageId, Instant now) {
        return connection
                .preparedQuery(STORE)
                .execute(Tuple.from(Arrays.asList(
                        turn.tenantId(),
                        turn.conversationId(),
                        Columns.timestamp(now),
                        Preview.of(answer.text()),
                        messageId,
                        answer.text(),
                        answer.tokensUsed())))
                .map(rows -> Columns.first(
                        rows,
                        row -> new StoredAnswer(
                                ConversationRow.read(row), MessageRow.read(row, ConversationRow.WIDTH))));
    }
}
