package com.callmissed.outbound;

import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.SendConditions;

/**
 * What a person decides about a message that was not sent for certain: to queue it again, or to give it up. Each
 * decision is one statement in the caller's transaction, which has locked the conversation.
 */
public final class Resending {
    /**
     * Queues a message with a new attempt, so that reports about earlier attempts no longer change it. It continues
     * behind the parts that were sent. An automatic answer gets the current epoch.
     */
    private static final String RETRY = """
            WITH found AS MATERIALIZED (
                SELECT u.tenant_id, u.id, u.conversation_id, u.seq, c.channel,
                    CASE WHEN u.automatic THEN c.control_epoch END AS epoch,
                    COALESCE((u.metadata ->> '%1$s')::integer, 0) AS parts
                FROM message u JOIN conversation c ON c.tenant_id = u.tenant_id AND c.id = u.conversation_id
                WHERE u.tenant_id = $1 AND u.conversation_id = $2 AND u.id = $3
                    AND u.status IN %3$s
                FOR NO KEY UPDATE OF u
            ), queued AS (
                INSERT INTO outbox
                    (tenant_id, conversation_id, seq, message_id, channel, control_epoch, parts_sent, due_at,
                    traceparent)
                SELECT tenant_id, conversation_id, seq, id, channel, epoch, parts, now(), $4::text FROM found
                ON CONFLICT ON CONSTRAINT outbox_pk DO UPDATE SET control_epoch = EXCLUDED.control_epoch,
                    parts_sent = EXCLUDED.parts_sent, failures = 0, due_at = EXCLUDED.due_at,
                    traceparent = EXCLUDED.traceparent
                    WHERE outbox.claim IS NULL
                RETURNING 1
            ), m AS (
                UPDATE message u SET status = 'queued', send_attempt = u.send_attempt + 1, provider_message_id = NULL,
                    metadata = NULLIF(u.metadata - 'error' - '%1$s', '{}')
                FROM found
                WHERE u.tenant_id = found.tenant_id AND u.id = found.id AND EXISTS (SELECT FROM queued)
                RETURNING u.*
            )
            SELECT %2$s FROM m
            """.formatted(
                    MessageResponse.PARTS_SENT, MessageRow.TYPE.sql(), DeliveryStatus.in(DeliveryStatus::isRepeatable));

    private Resending() {}

    /** Why a message is not sent again. */
    public enum Refusal {
        NOT_REPEATABLE,
        LIVE_CHANNEL,
        WINDOW_CLOSED,
        /** Automatic answers stay off until a person changes that. */
        BOT_IS_SILENT
    }

    /**
     * Why a message must not be sent again; null if it may be.
     *
     * @param standing of the locked conversation
     * @param automatic whether the bot wrote the message by itself
     */
    public static Refusal refusal(DeliveryStatus status, Channel channel, SendConditions standing, boolean automatic) {
        if (!status.isRepeatable()) {
            return Refusal.NOT_REPEATABLE;
        }
        if (channel.isLive()) {
            return Refusal.LIVE_CHANNEL;
        }
        if (!standing.windowOpen()) {
            return Refusal.WINDOW_CLOSED;
        }
        DropReason silence = automatic ? standing.refusal() : null;
        return silence == DropReason.TAKEN_OVER || silence == DropReason.NOT_ACTIVE ? Refusal.BOT_IS_SILENT : null;
    }

    /**
     * Whether the customer may have got a message that may be sent again.
     *
     * @param errorCode null if it has none
     */
    public static boolean mayHaveArrived(DeliveryStatus status, String errorCode) {
        return status == DeliveryStatus.UNCERTAIN
                || FailureReasons.GIVEN_UP.code().equals(errorCode);
    }

    /**
     * Whether an automatic answer failed because the service has dropped it, and not on the way to the customer.
     *
     * @param errorCode null if it has none
     */
    public static boolean wasDropped(String errorCode) {
        return WireEnum.find(DropReason.values(), errorCode) != null;
    }

    /**
     * Queues a message for which {@link #refusal} is null.
     *
     * @return the message; null if it is still being sent, or if it is neither failed nor uncertain any more
     */
    public static Uni<MessageResponse> retry(SqlExecutor sql, UUID tenantId, UUID conversationId, UUID messageId) {
        return sql.execute(RETRY, tenantId, conversationId, messageId, StoredTrace.current())
                .map(rows -> Columns.first(rows, MessageRow.TYPE::read));
    }

    /** A message that was given up, and its conversation. */
    public record GivenUp(ConversationResponse conversation, MessageResponse message) {}

    /**
     * Makes a message of unknown outcome a failed one.
     *
     * @param seq of the message
     * @param attempt the current one
     * @return null if a report was faster
     */
    public static Uni<GivenUp> giveUp(
            SqlExecutor sql, UUID tenantId, UUID conversationId, int seq, UUID messageId, int attempt) {
        return sql.execute(
                        OutboxStore.SETTLE,
                        tenantId,
                        conversationId,
                        seq,
                        null,
                        messageId,
                        attempt,
                        DeliveryStatus.FAILED.value(),
                        null,
                        Columns.json(Map.of("error", FailureReasons.GIVEN_UP.error())))
                .map(rows -> Columns.first(
                        rows,
                        row -> new GivenUp(
                                MessageRow.WITH_CONVERSATION.read(ConversationRow.TYPE, row),
                                MessageRow.WITH_CONVERSATION.read(MessageRow.TYPE, row))));
    }
}
