package com.callmissed.inbound;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.autoreply.AutoreplyConfig;
import com.callmissed.autoreply.TurnStore;
import com.callmissed.contact.ContactLinks;
import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.telemetry.StoredTrace;
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
    private static final RowType<Boolean> IS_KNOWN = RowType.flag("is_known", "s.is_known");
    private static final SelectList STORED =
            SelectList.of(IS_KNOWN, ConversationRow.TYPE, MessageRow.TYPE, STATUS_CHANGED, SILENCED);

    private static final String SAID = MessageType.said("$15::text");
    private static final String LIVE = "$24::text IS NULL";
    private static final String GROUP_CONFLICT = "ON CONFLICT (tenant_id, bot_id, channel, external_id) WHERE is_group";
    private static final ThreadChange OPENED = received(ThreadChange.ofNew("$7::timestamptz", "$12::uuid"), "true");
    /** The list shows what was said last, also when a history arrives in another order. */
    private static final String IS_LAST = "(" + LIVE + " OR $25 >= COALESCE(c.last_message_at, '-infinity'))";

    /**
     * Locks the row of the thread (or opens the thread), assigns the next {@code seq} and stores the message. A message
     * that is stored already changes nothing. A message that the business typed elsewhere is a takeover. A customer's
     * words request an automatic answer, unless the reply window has closed already. A message that is imported ({@code
     * $24} is its status) has none of these effects, and {@code $25} is the time at which it was said.
     *
     * <p>The thread is that of the contact to whom all addresses of the customer lead. If they lead to several
     * contacts, or one leads to none, the statement stores nothing: {@code $22} must name the contact then.
     */
    static final String INSERT = insert("person.id IS NOT NULL", ThreadSql.THREAD_CONFLICT, "false");

    /** The same for a thread of a group, which has no contact. {@code $5} is the channel and {@code $6} the group. */
    private static final String INSERT_IN_GROUP = insert("person.id IS NULL", GROUP_CONFLICT, "true");

    /**
     * Builds the statement.
     *
     * @param known a condition: the thread can be found
     * @param conflict the key of the thread, for {@code DO UPDATE}
     */
    private static String insert(String known, String conflict, String isGroup) {
        return """
            WITH known AS (
                SELECT FROM message WHERE tenant_id = $1 AND bot_id = $2 AND provider_message_id = $3
            ), person AS (
                SELECT COALESCE($22::uuid, (
                    SELECT (array_agg(i.contact_id))[1]
                    FROM (SELECT (SELECT o.contact_id FROM contact_identity o
                            WHERE o.tenant_id = $1 AND o.kind = n.kind AND o.value = n.value) AS contact_id
                        FROM unnest($20::text[], $21::text[]) n (kind, value)) i
                    HAVING count(i.contact_id) = count(*) AND count(DISTINCT i.contact_id) = 1)) AS id
            ), c AS (
                INSERT INTO conversation AS c (tenant_id, id, bot_id, channel, external_id, metadata, contact_id,
                    profile_name, is_group, %s)
                SELECT $1, $4, $2, $5, $6, $8, person.id, $23::text, %s, %s
                FROM person
                WHERE %s AND NOT EXISTS (SELECT FROM known)
                %s DO UPDATE SET profile_name = COALESCE(EXCLUDED.profile_name, c.profile_name), %s
                RETURNING *
            ), named AS (
                UPDATE contact k SET profile_name = $23, updated_at = GREATEST(k.updated_at, $7)
                FROM c
                WHERE k.tenant_id = $1 AND k.id = c.contact_id AND k.profile_name IS DISTINCT FROM $23::text
                    AND $23::text IS NOT NULL
            ), m AS (
                %s
            ), turn AS (
                %s
            )
            SELECT %s
            FROM (SELECT EXISTS (SELECT FROM known) AS is_known) s
            LEFT JOIN (c CROSS JOIN m) ON true
            """.formatted(
                OPENED.columns(),
                isGroup,
                OPENED.values(),
                known,
                conflict,
                received(ThreadChange.ofRow("$7", "$12"), IS_LAST).assignments(),
                MessageInsert.of("$12", "$13", "$14", "$15", "COALESCE($24, 'sent')")
                        .with("provider_message_id", "$3")
                        .with("metadata", "$16")
                        .with("has_words", "$17")
                        .with("imported", "NOT " + LIVE)
                        .sql(),
                TurnStore.asking(
                        LIVE + " AND $11 AND $17 AND " + ReplyWindow.isOpen("c.channel", "$10"), "$18", "$19", "$26"),
                STORED.sql());
    }

    private final AutoreplyConfig autoreply;

    ChannelInboxStore(AutoreplyConfig autoreply) {
        this.autoreply = autoreply;
    }

    /**
     * The rules for a message that arrives: {@code $9} is its preview, {@code $10} when the customer sent it, and
     * {@code $11} whether a customer sent it.
     */
    private static ThreadChange received(ThreadChange change, String isLast) {
        String heard = LIVE + " AND $11 AND " + SAID;
        return change.append(ThreadChange.ALWAYS, SAID + " AND " + isLast, "$9", "$25::timestamptz")
                .hear(heard, "$10::timestamptz")
                .reopen(heard)
                .takeOver(LIVE + " AND NOT $11 AND " + SAID, "'user'", "NULL");
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

    /**
     * The outcome of the statement.
     *
     * @param isKnown whether the message was stored before
     * @param stored null if nothing was stored: the message is known, or its customer is not recognised
     */
    record Outcome(boolean isKnown, Stored stored) {
        private static Outcome read(Row row) {
            return new Outcome(
                    STORED.read(IS_KNOWN, row), STORED.has(ConversationRow.TYPE, row) ? Stored.read(row) : null);
        }

        boolean isSettled() {
            return isKnown || stored != null;
        }
    }

    /**
     * Stores a message.
     *
     * @param contactId the contact of the customer; null if the addresses of the customer lead to it
     * @param byAddress false to store nothing unless {@code contactId} is given
     */
    Uni<Outcome> insert(
            SqlClient connection,
            ChannelMessage message,
            UUID contactId,
            UUID newThreadId,
            UUID messageId,
            Instant now,
            boolean byAddress) {
        Customer customer = message.customer();
        boolean inGroup = message.groupId() != null;
        List<CustomerAddress> leading =
                byAddress && !inGroup && customer.moved().isEmpty() ? customer.addresses() : List.of();
        boolean inbound = message.role() == MessageRole.USER;
        Instant sentAt = message.sentAt() == null || message.sentAt().isAfter(now) ? now : message.sentAt();
        return connection
                .preparedQuery(inGroup ? INSERT_IN_GROUP : INSERT)
                .execute(Tuple.from(Arrays.asList(
                        message.tenantId(),
                        message.botId(),
                        message.providerMessageId(),
                        newThreadId,
                        message.channel().value(),
                        message.address(),
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
                        message.hasWords() && message.imported() == null,
                        Columns.seconds(autoreply.quiet()),
                        Columns.seconds(autoreply.longestBurst()),
                        ContactLinks.kinds(leading),
                        ContactLinks.values(leading),
                        contactId,
                        inGroup ? null : customer.profileName(),
                        message.imported() == null ? null : message.imported().value(),
                        Columns.timestamp(message.imported() == null ? now : sentAt),
                        StoredTrace.current())))
                .map(rows -> Columns.first(rows, Outcome::read));
    }
}
