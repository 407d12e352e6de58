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
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.MessageInsert;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.MessageType;
import com.callmissed.thread.Preview;
import com.callmissed.thread.ReplyWindow;
import com.callmissed.thread.ThreadChange;
import com.callmissed.thread.ThreadSql;

/** The statements of {@link ChannelInbox}. */
@ApplicationScoped
class ChannelInboxStore {
    private static final RowType<Boolean> STATUS_CHANGED = ThreadChange.statusChanged("$12");
    private static final RowType<Boolean> SILENCED = ThreadChange.autoreplyChanged("$12");
    private static final SelectList STORED =
            SelectList.of(ConversationRow.TYPE, MessageRow.TYPE, STATUS_CHANGED, SILENCED);

    private static final String SAID = MessageType.said("$15::text");
    private static final ThreadChange OPENED = received(ThreadChange.ofNew("$7::timestamptz", "$12::uuid"));

    /**
     * Locks the row of the thread (or opens the thread), assigns the next {@code seq} and stores the message. A message
     * that is stored already changes nothing. A message that the business typed elsewhere is a takeover. A customer's
     * words request an automatic answer, unless the reply window has closed already.
     */
    static final String INSERT = """
            WITH known AS (
                SELECT FROM message WHERE tenant_id = $1 AND bot_id = $2 AND provider_message_id = $3
            ), c AS (
                INSERT INTO conversation AS c (tenant_id, id, bot_id, channel, external_id, metadata, %s)
                SELECT $1, $4, $2, $5, $6, $8, %s
                WHERE NOT EXISTS (SELECT FROM known)
                %s DO UPDATE SET %s
                RETURNING *
            ), m AS (
                %s
            ), turn AS (
                %s
            )
            SELECT %s FROM c CROSS JOIN m
            """.formatted(
                    OPENED.columns(),
                    OPENED.values(),
                    ThreadSql.THREAD_CONFLICT,
                    received(ThreadChange.ofRow("$7", "$12")).assignments(),
                    MessageInsert.of("$12", "$13", "$14", "$15", "'sent'")
                            .with("provider_message_id", "$3")
                            .with("metadata", "$16")
                            .with("has_words", "$17")
                            .sql(),
                    TurnStore.asking("$11 AND $17 AND " + ReplyWindow.isOpen("c.channel", "$10"), "$18", "$19"),
                    STORED.sql());

    /**
     * Finds the message of this service that an echo repeats: the first one with the same text whose outcome is not
     * known (messages are sent in order). It must be a person's reply of the last ten minutes in a conversation with
     * automatic answers off; any other echo is a takeover. The query starts from the few messages without an outcome,
     * in all conversations of the bot.
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

    /** Locks the conversation before the message, in the same order as a delivery report. */
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
            SELECT %s FROM m CROSS JOIN c
            """.formatted(ECHOED, MessageRow.WITH_CONVERSATION.sql());

    private final AutoreplyConfig autoreply;

    ChannelInboxStore(AutoreplyConfig autoreply) {
        this.autoreply = autoreply;
    }

    /**
     * The rules for a message that arrives: {@code $9} is its preview, {@code $10} when the customer sent it, and
     * {@code $11} whether a customer sent it.
     */
    private static ThreadChange received(ThreadChange change) {
        return change.append(ThreadChange.ALWAYS, SAID, "$9")
                .hear("$11 AND " + SAID, "$10::timestamptz")
                .reopen("$11 AND " + SAID)
                .takeOver("NOT $11 AND " + SAID, "'user'", "NULL");
    }

    /**
     * The result of storing a message.
     *
     * @param statusChanged whether the message reopened the conversation
     * @param silenced whether the message switched automatic answers off
     */
    record Stored(ConversationResponse conversation, MessageResponse message, boolean statusChanged, boolean silenced) {
        private static Stored read(Row row) {
            return new Stored(
                    STORED.read(ConversationRow.TYPE, row),
                    STORED.read(MessageRow.TYPE, row),
                    STORED.read(STATUS_CHANGED, row),
                    STORED.read(SILENCED, row));
        }
    }

    /** Returns null if the message is stored already. */
    Uni<Stored> insert(SqlClient connection, ChannelMessage message, UUID newThreadId, UUID messageId, Instant now) {
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
                        message.hasWords(),
                        Columns.seconds(autoreply.quiet()),
                        Columns.seconds(autoreply.longestBurst()))))
                .map(rows -> Columns.first(rows, Stored::read));
    }

    Uni<RowSet<Row>> confirm(SqlClient connection, ChannelMessage echo) {
        return connection
                .preparedQuery(CONFIRM)
                .execute(Tuple.of(
                        echo.tenantId(), echo.botId(), echo.externalId(), echo.content(), echo.providerMessageId()));
    }
}
