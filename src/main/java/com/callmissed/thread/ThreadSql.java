package com.callmissed.thread;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.events.Actor;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SqlExecutor;

/** The statements on one conversation that several packages use. They apply the rules of {@link ThreadChange}. */
public final class ThreadSql {
    private static final String ONE = " FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2";

    public static final String FIND = "SELECT " + ConversationRow.LIST.sql() + ONE;

    private static final SelectList STANDING = SelectList.of(SendConditions.TYPE);
    private static final String LOCK = "SELECT " + STANDING.sql() + ONE + " FOR UPDATE OF c";

    private static final SelectList LOCKED = SelectList.of(ConversationRow.TYPE, SendConditions.TYPE);
    private static final String LOCK_WHOLE = "SELECT " + LOCKED.sql() + ONE + " FOR UPDATE OF c";

    /** Changes no row if the conversation has that status already. */
    public static final String CHANGE_STATUS =
            update(ThreadChange.ofRow("$4", "gen_random_uuid()").decide("$3::text"), ThreadChange.changesStatus("$3"));

    /** Changes no row if the conversation is not active. */
    private static final String ESCALATE = update(
            ThreadChange.ofRow("$3", "gen_random_uuid()").escalate(ThreadChange.ALWAYS, "$4::text"),
            "c.status = 'active'");

    private static final String PAUSE = update(
            ThreadChange.ofRow("$3", "gen_random_uuid()").pause("$4", "$5", "$6", "$7"),
            ThreadChange.changesPause("$6::text", "$7::timestamptz"));
    private static final RowType<Boolean> ACTIVATED = ThreadChange.statusChanged("$6");
    private static final RowType<Boolean> SWITCHED_ON = ThreadChange.autoreplyChanged("$6");
    private static final SelectList HANDED_BACK = SelectList.of(ConversationRow.TYPE, ACTIVATED, SWITCHED_ON);
    private static final String HAND_BACK =
            update(ThreadChange.ofRow("$3", "$6::uuid").handBack("$4", "$5"), ThreadChange.isHandedOver(), HANDED_BACK);

    private static final RowType<Boolean> REOPENED = ThreadChange.statusChanged("$5");
    private static final RowType<Boolean> SILENCED = ThreadChange.autoreplyChanged("$5");
    private static final SelectList TAKEN_OVER = SelectList.of(ConversationRow.TYPE, SILENCED);
    private static final SelectList APPENDED = SelectList.of(ConversationRow.TYPE, MessageRow.TYPE, REOPENED, SILENCED);

    private static final String TAKE_OVER = """
            WITH c AS (
                UPDATE conversation c SET %s WHERE c.tenant_id = $1 AND c.id = $2 RETURNING *
            )
            SELECT %s FROM c
            """.formatted(
                    ThreadChange.ofRow("$6::timestamptz", "$5::uuid")
                            .takeOver(ThreadChange.ALWAYS, "$3", "$4")
                            .assignments(),
                    TAKEN_OVER.sql());

    private static final String AUTHOR = "CASE WHEN $8 <> 'user' THEN %s END";

    private static final RowType<Boolean> CUSTOMER_WROTE =
            RowType.flag("customer_wrote", "bool_or(m.role = 'user' AND " + MessageType.said("m.message_type") + ")");
    private static final RowType<Boolean> OTHER_REPLIED = RowType.flag("other_replied", """
            bool_or(m.role <> 'user' AND NOT m.automatic
                AND (m.author_kind, m.author_id) IS DISTINCT FROM ($4::text, $5::text))""");
    private static final SelectList MOVED = SelectList.of(CUSTOMER_WROTE, OTHER_REPLIED);
    private static final String MOVED_SINCE = "SELECT " + MOVED.sql()
            + " FROM message m WHERE m.tenant_id = $1 AND m.conversation_id = $2 AND m.seq > $3 AND NOT m.imported";

    private static final String SAID = MessageType.said("$10::text");

    /** A message of the business is a takeover. */
    private static final String APPEND = """
            WITH c AS (
                UPDATE conversation c SET %s WHERE c.tenant_id = $1 AND c.id = $2 RETURNING *
            ), m AS (
                %s
            )
            SELECT %s FROM c CROSS JOIN m
            """.formatted(
                    ThreadChange.ofRow("$6::timestamptz", "$5::uuid")
                            .append(ThreadChange.ALWAYS, SAID, "$7")
                            .hear("$8::text = 'user' AND " + SAID, "$6")
                            .reopen("$8 = 'user' AND " + SAID)
                            .takeOver("$8 <> 'user'", "$3", "$4")
                            .assignments(),
                    MessageInsert.of("$5", "$8", "$9", "$10", "$11")
                            .with("tokens_used", "$12")
                            .with("has_words", "$13")
                            .with("author_kind", AUTHOR.formatted("$3"))
                            .with("author_id", AUTHOR.formatted("$4"))
                            .sql(),
                    APPENDED.sql());

    /**
     * The beginning of what an insert of a conversation does when the customer has a thread already, for {@code DO
     * NOTHING} or {@code DO UPDATE}: the key of the index {@code conversation_contact_uq}.
     */
    public static final String THREAD_CONFLICT =
            "ON CONFLICT (tenant_id, bot_id, channel, contact_id) WHERE channel IN "
                    + Channel.in(Channel::hasSingleThread) + " AND contact_id IS NOT NULL";

    private static final String ALIASED =
            "SELECT conversation_id FROM conversation_alias WHERE tenant_id = $1 AND id = $2";

    private ThreadSql() {}

    /**
     * Builds the statement that applies one rule to one conversation. {@code $1} is the tenant and {@code $2} the
     * conversation. The statement returns {@link ConversationRow#LIST}, or no row if {@code condition} is false.
     */
    public static String update(ThreadChange change, String condition) {
        return update(change, condition, ConversationRow.LIST);
    }

    private static String update(ThreadChange change, String condition, SelectList selected) {
        return "UPDATE conversation c SET %s WHERE c.tenant_id = $1 AND c.id = $2 AND %s RETURNING %s"
                .formatted(change.assignments(), condition, selected.sql());
    }

    /** Returns null if the tenant has no such conversation. */
    public static Uni<ConversationResponse> find(SqlClient client, UUID tenantId, UUID id) {
        return find(SqlExecutor.on(client), tenantId, id);
    }

    /** Returns null if the tenant has no such conversation. */
    public static Uni<ConversationResponse> find(SqlExecutor sql, UUID tenantId, UUID id) {
        return sql.execute(FIND, tenantId, id).map(ThreadSql::conversation);
    }

    /**
     * Locks the row until the transaction of the connection ends, and returns its state under the lock; null if there
     * is no such row.
     */
    public static Uni<SendConditions> lock(SqlConnection connection, UUID tenantId, UUID id) {
        return SqlExecutor.on(connection)
                .execute(LOCK, tenantId, id)
                .map(rows -> Columns.first(rows, row -> STANDING.read(SendConditions.TYPE, row)));
    }

    /** Returns the conversation into which {@code id} was merged; null if it was not merged. */
    static Uni<UUID> aliased(SqlExecutor sql, UUID tenantId, UUID id) {
        return sql.execute(ALIASED, tenantId, id).map(rows -> Columns.first(rows, row -> row.getUUID(0)));
    }

    /** A conversation whose row is locked. */
    public record Locked(ConversationResponse conversation, SendConditions standing) {}

    /** Like {@link #lock}, and also returns the conversation as clients see it. */
    public static Uni<Locked> lockWhole(SqlExecutor sql, UUID tenantId, UUID id) {
        return sql.execute(LOCK_WHOLE, tenantId, id)
                .map(rows -> Columns.first(
                        rows,
                        row -> new Locked(
                                LOCKED.read(ConversationRow.TYPE, row), LOCKED.read(SendConditions.TYPE, row))));
    }

    /**
     * Returns the conversation with its new status; null if it has that status already, or if there is no such
     * conversation.
     */
    public static Uni<ConversationResponse> changeStatus(
            SqlExecutor sql, UUID tenantId, UUID id, ConversationStatus status, Instant now) {
        return sql.execute(CHANGE_STATUS, tenantId, id, status.value(), Columns.timestamp(now))
                .map(ThreadSql::conversation);
    }

    /**
     * Returns the escalated conversation; null if it is not active, or if there is no such conversation.
     *
     * @param reason null for none
     */
    public static Uni<ConversationResponse> escalate(
            SqlExecutor sql, UUID tenantId, UUID id, StatusReason reason, Instant now) {
        return sql.execute(ESCALATE, tenantId, id, Columns.timestamp(now), reason == null ? null : reason.value())
                .map(ThreadSql::conversation);
    }

    /** Returns the conversation with the pause; null if nothing changed. */
    static Uni<ConversationResponse> pause(
            SqlExecutor sql, UUID tenantId, UUID id, Actor by, String reason, Instant end, Instant now) {
        return sql.execute(
                        PAUSE,
                        tenantId,
                        id,
                        Columns.timestamp(now),
                        by.kind().value(),
                        by.id(),
                        reason,
                        Columns.timestamp(end))
                .map(ThreadSql::conversation);
    }

    /**
     * A conversation after the hand-back.
     *
     * @param activated whether it was escalated before
     * @param switchedOn whether automatic answers were off before
     */
    record HandedBack(ConversationResponse conversation, boolean activated, boolean switchedOn) {}

    /** Returns null if nothing changed. */
    static Uni<HandedBack> handBack(SqlExecutor sql, UUID tenantId, UUID id, Actor by, UUID changeId, Instant now) {
        return sql.execute(
                        HAND_BACK,
                        tenantId,
                        id,
                        Columns.timestamp(now),
                        by.kind().value(),
                        by.id(),
                        changeId)
                .map(rows -> Columns.first(
                        rows,
                        row -> new HandedBack(
                                HANDED_BACK.read(ConversationRow.TYPE, row),
                                HANDED_BACK.read(ACTIVATED, row),
                                HANDED_BACK.read(SWITCHED_ON, row))));
    }

    /** A conversation after a takeover, and whether the takeover switched automatic answers off. */
    record TakenOver(ConversationResponse conversation, boolean silenced) {}

    static Uni<TakenOver> takeOver(SqlExecutor sql, UUID tenantId, UUID id, Actor by, UUID changeId, Instant now) {
        return sql.execute(TAKE_OVER, tenantId, id, by.kind().value(), by.id(), changeId, Columns.timestamp(now))
                .map(rows -> Columns.first(
                        rows,
                        row -> new TakenOver(
                                TAKEN_OVER.read(ConversationRow.TYPE, row), TAKEN_OVER.read(SILENCED, row))));
    }

    /**
     * The result of storing a message.
     *
     * @param reopened whether the message reopened a finished conversation
     * @param silenced whether the message switched automatic answers off
     */
    record Appended(ConversationResponse conversation, MessageResponse message, boolean reopened, boolean silenced) {}

    static Uni<Appended> append(SqlExecutor sql, UUID tenantId, UUID id, Actor by, NewMessage message, Instant now) {
        return sql.execute(
                        APPEND,
                        tenantId,
                        id,
                        by.kind().value(),
                        by.id(),
                        message.id(),
                        Columns.timestamp(now),
                        Preview.of(message.content()),
                        message.role().value(),
                        message.content(),
                        message.type().value(),
                        message.status().value(),
                        message.tokensUsed(),
                        message.type().mayHaveWords())
                .map(rows -> Columns.first(rows, ThreadSql::appended));
    }

    /** Why a reply does not fit the thread any more. */
    public enum Moved {
        CUSTOMER_WROTE,
        OTHER_REPLIED
    }

    /**
     * Returns what has happened after the message with {@code seq} that the author of a reply should have seen; null if
     * nothing has. Replies of the same author do not count, because one may say something in several messages.
     */
    static Uni<Moved> movedSince(SqlExecutor sql, UUID tenantId, UUID id, int seq, Actor author) {
        return sql.execute(MOVED_SINCE, tenantId, id, seq, author.kind().value(), author.id())
                .map(rows -> Columns.first(rows, row -> {
                    if (MOVED.read(CUSTOMER_WROTE, row)) {
                        return Moved.CUSTOMER_WROTE;
                    }
                    return MOVED.read(OTHER_REPLIED, row) ? Moved.OTHER_REPLIED : null;
                }));
    }

    private static Appended appended(Tuple row) {
        return new Appended(
                APPENDED.read(ConversationRow.TYPE, row),
                APPENDED.read(MessageRow.TYPE, row),
                APPENDED.read(REOPENED, row),
                APPENDED.read(SILENCED, row));
    }

    private static ConversationResponse conversation(List<Tuple> rows) {
        return Columns.first(rows, row -> ConversationRow.LIST.read(ConversationRow.TYPE, row));
    }
}
