package com.callmissed.inbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.contact.ContactLinks;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.persistence.Columns;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.MessageType;
import com.callmissed.thread.Preview;
import com.callmissed.thread.ThreadChange;

/**
 * The statements that change a message after it was stored: edits, deletions, reactions and echoes. Each locks the
 * conversation before the message, in the same order as a delivery report, and returns {@link
 * MessageRow#WITH_CONVERSATION}, or no row if there is nothing to change.
 */
@ApplicationScoped
class MessageChanges {
    /** The earlier texts that a message keeps, and the characters of each. */
    private static final int KEPT = 10;

    private static final int KEPT_LENGTH = 4096;

    /**
     * Whether {@code m} is the last message that was said, and so the one that the list shows. In a thread that was
     * only imported, it is the newest one by its own time.
     */
    private static final String IS_LAST = """
            COALESCE(m.seq = (SELECT l.seq FROM message l
                WHERE l.tenant_id = m.tenant_id AND l.conversation_id = m.conversation_id AND %s
                ORDER BY l.seq DESC LIMIT 1), m.imported AND NOT EXISTS (SELECT FROM message l
                WHERE l.tenant_id = m.tenant_id AND l.conversation_id = m.conversation_id AND %s
                    AND (l.metadata->>'provider_timestamp', l.seq) > (m.metadata->>'provider_timestamp', m.seq)))
            """.formatted(MessageType.saidIn("l"), MessageType.said("l.message_type"));

    private static final String EDIT = statement(
            """
            content = $5, has_words = $6, metadata = COALESCE(u.metadata, '{}') || jsonb_build_object('edits',
                jsonb_path_query_array(
                    jsonb_build_array(jsonb_build_object('id', $7::text, 'at', $8::text,
                        'content', left(u.content, %d))) || COALESCE(u.metadata->'edits', '[]'), '$[0 to %d]'))
            """.formatted(KEPT_LENGTH, KEPT - 1),
            """
            u.role = $4 AND u.deleted_at IS NULL
                AND NOT COALESCE(u.metadata->'edits' @> jsonb_build_array(jsonb_build_object('id', $7::text)), false)
            """,
            ThreadChange.ofRow("$9::timestamptz", "gen_random_uuid()").preview(IS_LAST, "$10"));

    /** Nothing of the message stays but its place, its time and where it came from. */
    private static final String DELETE = statement(
            """
            content = '', has_words = false, reactions = NULL, deleted_at = $5::timestamptz,
                metadata = NULLIF(jsonb_strip_nulls(jsonb_build_object(
                    'provider_timestamp', u.metadata->'provider_timestamp', 'origin', u.metadata->'origin',
                    'group_id', u.metadata->'group_id', 'sender', u.metadata->'sender',
                    'imported', u.metadata->'imported')), '{}')
            """,
            "u.role = $4 AND u.deleted_at IS NULL",
            ThreadChange.ofRow("$5::timestamptz", "gen_random_uuid()").preview(IS_LAST, "''"));

    /** An imported message whose media was announced, and is described by now. */
    private static final String DESCRIBE = statement(
            "message_type = $4, content = $5, metadata = $6",
            "u.imported AND u.deleted_at IS NULL AND u.metadata ? 'media_placeholder'",
            ThreadChange.ofRow("$7::timestamptz", "gen_random_uuid()").preview(IS_LAST, "$8"));

    /** One emoji of each side. */
    private static final String REACT = statement(
            """
            reactions = NULLIF(CASE WHEN $5::text IS NULL THEN COALESCE(u.reactions, '{}') - $4::text
                ELSE COALESCE(u.reactions, '{}') || jsonb_build_object($4::text, $5::text) END, '{}')
            """,
            "u.deleted_at IS NULL AND u.reactions->>$4 IS DISTINCT FROM $5",
            ThreadChange.ofRow("$6::timestamptz", "gen_random_uuid()"));

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
                AND EXISTS (SELECT FROM conversation t
                     WHERE t.tenant_id = u.tenant_id AND t.id = u.conversation_id AND NOT t.ai_autoreply_enabled
                        AND (t.external_id = $3 OR t.contact_id = ANY (ARRAY(
                            SELECT i.contact_id FROM unnest($5::text[], $6::text[]) n (kind, value)
                            JOIN contact_identity i
                                ON i.tenant_id = $1 AND i.kind = n.kind AND i.value = n.value))))
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
                UPDATE message u SET status = 'sent', provider_message_id = $7
                FROM found CROSS JOIN c
                WHERE u.tenant_id = found.tenant_id AND u.id = found.id AND u.status IN ('sending', 'uncertain')
                    AND u.provider_message_id IS NULL
                RETURNING u.*
            )
            SELECT %s FROM m CROSS JOIN c
            """.formatted(ECHOED, MessageRow.WITH_CONVERSATION.sql());

    /** {@code $1} is the tenant, {@code $2} the bot and {@code $3} the provider's id of the message {@code u}. */
    private static String statement(String assignments, String condition, ThreadChange change) {
        return """
            WITH found AS MATERIALIZED (
                SELECT u.tenant_id, u.id, u.conversation_id FROM message u
                WHERE u.tenant_id = $1 AND u.bot_id = $2 AND u.provider_message_id = $3
            ), locked AS MATERIALIZED (
                SELECT c.tenant_id, c.id
                FROM found JOIN conversation c ON c.tenant_id = found.tenant_id AND c.id = found.conversation_id
                FOR NO KEY UPDATE OF c
            ), m AS (
                UPDATE message u SET %s
                FROM found CROSS JOIN locked
                WHERE u.tenant_id = found.tenant_id AND u.id = found.id AND %s
                RETURNING u.*
            ), c AS (
                UPDATE conversation c SET %s
                FROM m
                WHERE c.tenant_id = m.tenant_id AND c.id = m.conversation_id
                RETURNING c.*
            )
            SELECT %s FROM m CROSS JOIN c
            """.formatted(assignments, condition, change.assignments(), MessageRow.WITH_CONVERSATION.sql());
    }

    /** Makes the change of {@code message}. Must be called with a transaction open. */
    Uni<RowSet<Row>> apply(SqlClient connection, ChannelMessage message, Instant now) {
        return switch (message.change().kind()) {
            case EDIT -> edit(connection, message, now);
            case DELETION -> run(connection, DELETE, message, message.role().value(), Columns.timestamp(now));
            case MEDIA ->
                run(
                        connection,
                        DESCRIBE,
                        message,
                        message.type().value(),
                        message.content(),
                        Columns.json(message.metadata()),
                        Columns.timestamp(now),
                        Preview.of(message.content()));
            case REACTION ->
                run(
                        connection,
                        REACT,
                        message,
                        message.role() == MessageRole.USER ? "customer" : "business",
                        message.change().emoji(),
                        Columns.timestamp(now));
        };
    }

    /** Uses an echo as proof that the message of this service that it repeats was sent. */
    Uni<RowSet<Row>> confirm(SqlClient connection, ChannelMessage echo) {
        List<CustomerAddress> addresses =
                echo.groupId() == null ? echo.customer().addresses() : List.of();
        return connection
                .preparedQuery(CONFIRM)
                .execute(Tuple.from(Arrays.asList(
                        echo.tenantId(),
                        echo.botId(),
                        echo.address(),
                        echo.content(),
                        ContactLinks.kinds(addresses),
                        ContactLinks.values(addresses),
                        echo.providerMessageId())));
    }

    private static Uni<RowSet<Row>> edit(SqlClient connection, ChannelMessage message, Instant now) {
        Instant at = message.sentAt() == null ? now : message.sentAt();
        return run(
                connection,
                EDIT,
                message,
                message.role().value(),
                message.content(),
                message.hasWords(),
                message.providerMessageId(),
                at.toString(),
                Columns.timestamp(now),
                Preview.of(message.content()));
    }

    private static Uni<RowSet<Row>> run(SqlClient connection, String sql, ChannelMessage message, Object... rest) {
        List<Object> parameters = new ArrayList<>(
                List.of(message.tenantId(), message.botId(), message.change().targetId()));
        parameters.addAll(Arrays.asList(rest));
        return connection.preparedQuery(sql).execute(Tuple.from(parameters));
    }
}
