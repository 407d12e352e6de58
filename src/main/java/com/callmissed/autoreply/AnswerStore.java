package com.callmissed.autoreply;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.MessageInsert;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.Preview;
import com.callmissed.thread.StatusReason;
import com.callmissed.thread.ThreadChange;

/** The statement that stores and queues an automatic answer. */
@ApplicationScoped
class AnswerStore {
    private static final RowType<Boolean> ESCALATED = ThreadChange.statusChanged("$5");
    private static final SelectList STORED = SelectList.of(ConversationRow.TYPE, MessageRow.TYPE, ESCALATED);

    /** An acknowledgement and its status change have the same id. So the outbox knows that it may be sent. */
    private static final String STORE = """
            WITH c AS (
                UPDATE conversation c SET %s WHERE c.tenant_id = $1 AND c.id = $2 RETURNING *
            ), m AS (
                %s
            ), o AS (
                INSERT INTO outbox
                    (tenant_id, conversation_id, seq, message_id, channel, control_epoch, due_at, traceparent)
                SELECT c.tenant_id, c.id, c.message_count, $5, c.channel, c.control_epoch, now(), $9::text FROM c
            )
            SELECT %s FROM c CROSS JOIN m
            """.formatted(
                    ThreadChange.ofRow("$3", "$5")
                            .append(ThreadChange.ALWAYS, "$4")
                            .escalate("$8::boolean", "'" + StatusReason.NO_ANSWER.value() + "'")
                            .assignments(),
                    MessageInsert.of("$5", "'assistant'", "$6", "'text'", "'queued'")
                            .with("tokens_used", "$7")
                            .with("automatic", "true")
                            .sql(),
                    STORED.sql());

    /**
     * A stored answer and its conversation after it.
     *
     * @param escalated whether it has escalated the conversation
     */
    record StoredAnswer(ConversationResponse conversation, MessageResponse message, boolean escalated) {}

    /** Stores an automatic answer in its locked conversation and queues it with the epoch of the conversation. */
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
                        answer.tokensUsed(),
                        answer.acknowledges(),
                        StoredTrace.current())))
                .map(rows -> Columns.first(
                        rows,
                        row -> new StoredAnswer(
                                STORED.read(ConversationRow.TYPE, row),
                                STORED.read(MessageRow.TYPE, row),
                                STORED.read(ESCALATED, row))));
    }
}
