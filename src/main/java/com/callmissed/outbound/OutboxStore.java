package com.callmissed.outbound;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.SendConditions;

/** The statements on {@code outbox}. {@link #due} is a system job and looks at all tenants. */
@ApplicationScoped
class OutboxStore {
    private static final String ENQUEUE = """
            INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, due_at, traceparent)
            VALUES ($1, $2, $3, $4, $5, now(), $6::text)
            RETURNING 1
            """;
    /**
     * Only the first message of a conversation can be due, and only while no other one is being sent. So the messages
     * of a conversation leave in order and one at a time. Tenants take turns, so that many messages of one tenant do
     * not delay those of others. What is held and the bots in {@code $3} take no places.
     */
    private static final String DUE = """
            SELECT d.tenant_id, d.conversation_id, c.bot_id
            FROM (
                SELECT o.tenant_id, o.conversation_id, o.due_at,
                    row_number() OVER (PARTITION BY o.tenant_id ORDER BY o.due_at) AS place
                FROM outbox o
                WHERE o.due_at <= now() AND o.channel = $1
                    AND NOT EXISTS (SELECT FROM outbox e WHERE e.tenant_id = o.tenant_id
                        AND e.conversation_id = o.conversation_id
                        AND (e.seq < o.seq OR e.seq > o.seq AND e.claim IS NOT NULL AND e.due_at > now()))
                    AND %s
                    AND ($3::uuid[] IS NULL OR NOT EXISTS (SELECT FROM conversation b
                        WHERE b.tenant_id = o.tenant_id AND b.id = o.conversation_id AND b.bot_id = ANY ($3)))
                ORDER BY place, o.due_at
                LIMIT $2
            ) d
            JOIN conversation c ON c.tenant_id = d.tenant_id AND c.id = d.conversation_id
            ORDER BY d.place, d.due_at
            """.formatted(OutboundHold.noneFor("o.tenant_id"));

    private static final String LOCK = "SELECT " + OutboxRow.CONVERSATION.sql()
            + " FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2 FOR UPDATE OF c";
    private static final String FIRST = """
            SELECT %s
            FROM outbox o
            JOIN message m ON m.tenant_id = o.tenant_id AND m.id = o.message_id
            WHERE o.tenant_id = $1 AND o.conversation_id = $2 AND o.due_at <= clock_timestamp()
                AND o.seq = (SELECT min(e.seq) FROM outbox e WHERE e.tenant_id = $1 AND e.conversation_id = $2)
                AND NOT EXISTS (SELECT FROM outbox e WHERE e.tenant_id = $1 AND e.conversation_id = $2
                    AND e.seq > o.seq AND e.claim IS NOT NULL AND e.due_at > clock_timestamp())
            FOR UPDATE OF o SKIP LOCKED
            """.formatted(OutboxRow.MESSAGE.sql());
    /** Checks the hold, which may be younger than {@link #DUE}. Calls are answered live and never held. */
    static final String CLAIM = """
            WITH claimed AS (
                UPDATE outbox o SET claim = $4, due_at = clock_timestamp() + make_interval(secs => $5)
                WHERE o.tenant_id = $1 AND o.conversation_id = $2 AND o.seq = $3
                    AND (o.channel IN %s OR %s)
                RETURNING o.message_id
            )
            UPDATE message m SET status = 'sending' FROM claimed
            WHERE m.tenant_id = $1 AND m.id = claimed.message_id AND m.status IN ('queued', 'sending')
            """.formatted(Channel.in(Channel::isLive), OutboundHold.noneFor("$1"));
    /**
     * Takes the message out of the outbox and changes its status, unless a report was faster. The message is found by
     * its attempt and not by the claim: a known outcome is written even when the lease has ended and the message counts
     * as uncertain.
     *
     * <p>Locks the conversation, the outbox and the message in this order, as the claim does. Returns the conversation
     * as it is under the lock, because its event comes later in the log than those of earlier changes and must show
     * these changes too.
     */
    static final String SETTLE = """
            WITH c AS MATERIALIZED (
                SELECT * FROM conversation WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE
            ), o AS (
                DELETE FROM outbox WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3
                    AND claim IS NOT DISTINCT FROM $4 AND EXISTS (SELECT FROM c)
                RETURNING 1
            ), m AS (
                UPDATE message u SET status = $7, provider_message_id = COALESCE(u.provider_message_id, $8),
                    metadata = CASE WHEN $9::jsonb IS NULL THEN u.metadata
                        ELSE COALESCE(u.metadata, '{}') || $9::jsonb END
                WHERE u.tenant_id = $1 AND u.id = $5 AND u.send_attempt = $6
                    AND u.status IN ('queued', 'sending', 'uncertain') AND u.status <> $7
                    AND (SELECT count(*) FROM o) >= 0
                RETURNING u.*
            )
            SELECT %s FROM m CROSS JOIN c
            """.formatted(MessageRow.WITH_CONVERSATION.sql());

    private static final String NEXT_PART = """
            UPDATE outbox SET claim = NULL, parts_sent = parts_sent + 1, failures = 0, due_at = now()
            WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3 AND claim = $4
            """;
    private static final String POSTPONE = """
            UPDATE outbox SET claim = NULL, failures = failures + 1, due_at = now() + make_interval(secs => $5)
            WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3 AND claim = $4
            """;

    private final Pool pool;

    OutboxStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * The first message of a conversation's outbox, and what decides whether it may be sent. Both rows are locked.
     *
     * @param message has the claim of an earlier sender that did not end it; null when there was none
     * @param epoch null for a message of a person
     */
    record First(OutgoingMessage message, SendConditions standing, Integer epoch, DeliveryStatus status) {}

    /** Queues a person's message that was just stored, in the transaction of the thread. */
    Uni<Void> enqueue(LockedThread thread, UUID messageId, int seq) {
        return thread.sql()
                .execute(
                        ENQUEUE,
                        thread.tenantId(),
                        thread.id(),
                        seq,
                        messageId,
                        thread.channel().value(),
                        StoredTrace.current())
                .replaceWithVoid();
    }

    /** @param except bots whose messages are left out; null for none */
    Uni<List<Outbox.Waiting>> due(Channel channel, int limit, UUID[] except) {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of(channel.value(), limit, except))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Outbox.Waiting(
                                row.getUUID("tenant_id"), row.getUUID("conversation_id"), row.getUUID("bot_id"))));
    }

    /**
     * Locks the conversation, then its first message that is due.
     *
     * @return null when there is none, or when another process has it
     */
    Uni<First> first(SqlConnection connection, UUID tenantId, UUID conversationId) {
        Tuple key = Tuple.of(tenantId, conversationId);
        return connection.preparedQuery(LOCK).execute(key).chain(locked -> connection
                .preparedQuery(FIRST)
                .execute(key)
                .map(found -> Columns.first(
                        found,
                        row -> OutboxRow.read(
                                tenantId, conversationId, locked.iterator().next(), row))));
    }

    /** Returns false when the message is held. */
    Uni<Boolean> claim(SqlConnection connection, OutgoingMessage message, Duration lease) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(
                        message.tenantId(),
                        message.conversationId(),
                        message.seq(),
                        message.claim(),
                        Columns.seconds(lease)))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Returns the conversation and the message when this changed the message's status, else no row. */
    Uni<RowSet<Row>> settle(
            SqlClient connection,
            OutgoingMessage message,
            DeliveryStatus status,
            String providerMessageId,
            Map<String, Object> metadata) {
        return connection
                .preparedQuery(SETTLE)
                .execute(Tuple.from(Arrays.asList(
                        message.tenantId(),
                        message.conversationId(),
                        message.seq(),
                        message.claim(),
                        message.messageId(),
                        message.attempt(),
                        status.value(),
                        providerMessageId,
                        Columns.json(metadata))));
    }

    /** Returns false when this process no longer has the claim. */
    Uni<Boolean> nextPart(OutgoingMessage message) {
        return pool.preparedQuery(NEXT_PART)
                .execute(Tuple.of(message.tenantId(), message.conversationId(), message.seq(), message.claim()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Returns false when this process no longer has the claim. */
    Uni<Boolean> postpone(OutgoingMessage message, Duration pause) {
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(
                        message.tenantId(),
                        message.conversationId(),
                        message.seq(),
                        message.claim(),
                        Columns.seconds(pause)))
                .map(rows -> rows.rowCount() > 0);
    }
}
