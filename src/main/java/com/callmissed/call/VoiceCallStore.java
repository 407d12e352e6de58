package com.callmissed.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.autoreply.TurnStore;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.InboundLimits;
import com.callmissed.thread.MessageInsert;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.Preview;
import com.callmissed.thread.SendConditions;
import com.callmissed.thread.StatusReason;
import com.callmissed.thread.ThreadChange;

/** The statements of {@link VoiceCalls}. */
@ApplicationScoped
class VoiceCallStore {
    private static final ThreadChange BEGUN = ThreadChange.ofNew(CallInsert.NOW, CallInsert.ID)
            .leaveActive(ThreadChange.ALWAYS, CallInsert.STATUS, ThreadChange.NO_REASON)
            .append("$11::text IS NOT NULL", "$12");

    /**
     * Returns no row if the call is known already. The greeting, if there is one, stays in the outbox until it has been
     * said.
     */
    private static final String BEGIN = """
            WITH c AS (
                %s DO NOTHING
                RETURNING *
            ), named AS (
                %s
            ), m AS (
                %s
            ), o AS (
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, control_epoch, claim, due_at)
                SELECT c.tenant_id, c.id, m.seq, m.id, c.channel, c.control_epoch, $14,
                    clock_timestamp() + make_interval(secs => $15)
                FROM c CROSS JOIN m
            )
            SELECT %s FROM c LEFT JOIN m ON true
            """.formatted(
                    CallInsert.sql(BEGUN, "NULL"),
                    CallInsert.NAMED,
                    MessageInsert.of("$13", "'assistant'", "$11", "'text'", "'sent'")
                            .with("automatic", "true")
                            .sql("$11::text IS NOT NULL"),
                    MessageRow.WITH_CONVERSATION.sql());

    private static final String FIND =
            "SELECT id FROM conversation WHERE tenant_id = $1 AND bot_id = $2 AND provider_call_id = $3";

    /** Covers the tenants of the bots whose credentials the provider has used. */
    private static final String FIND_BOT = """
            SELECT c.bot_id
            FROM unnest($1::uuid[], $2::uuid[]) b (tenant_id, id)
            JOIN conversation c ON c.tenant_id = b.tenant_id AND c.bot_id = b.id AND c.provider_call_id = $3
            ORDER BY c.bot_id
            LIMIT 1
            """;

    /** Claims the greeting of a locked conversation again, if it is the only message and is not being said. */
    private static final String GREET_AGAIN = """
            WITH m AS (
                SELECT m.id, m.content, c.channel, c.control_epoch
                FROM conversation c
                JOIN message m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND m.seq = 1 AND m.automatic
                WHERE c.tenant_id = $1 AND c.id = $2 AND c.message_count = 1
            ), o AS (
                INSERT INTO outbox AS t (tenant_id, conversation_id, seq, message_id, channel, control_epoch, claim,
                    due_at)
                SELECT $1, $2, 1, m.id, m.channel, m.control_epoch, $3,
                    clock_timestamp() + make_interval(secs => $4)
                FROM m
                ON CONFLICT ON CONSTRAINT outbox_pk DO UPDATE SET claim = EXCLUDED.claim, due_at = EXCLUDED.due_at
                    WHERE t.due_at <= clock_timestamp()
                RETURNING message_id
            )
            SELECT m.id, m.content FROM m JOIN o ON o.message_id = m.id
            """;

    private static final RowType<Boolean> ESCALATED = ThreadChange.statusChanged("$9");
    private static final SelectList HEARD = SelectList.of(ConversationRow.TYPE, MessageRow.TYPE, ESCALATED);

    /**
     * Stores what the caller said, once for each provider id. Never reopens the call. Requests an answer that is due at
     * once, or escalates instead.
     */
    private static final String HEAR = """
            WITH c AS (
                UPDATE conversation c SET %s
                WHERE c.tenant_id = $1 AND c.bot_id = $2 AND c.provider_call_id = $3
                    AND NOT EXISTS (SELECT FROM message k
                        WHERE k.tenant_id = $1 AND k.bot_id = $2 AND k.provider_message_id = $4)
                RETURNING *
            ), m AS (
                %s
            ), turn AS (
                %s
            )
            SELECT %s FROM c CROSS JOIN m
            """.formatted(
                    ThreadChange.ofRow("$5", "$9")
                            .append(ThreadChange.ALWAYS, "$6")
                            .hear(ThreadChange.ALWAYS, "$5")
                            .escalate("$8", "'" + StatusReason.PERSON_REQUESTED.value() + "'")
                            .assignments(),
                    MessageInsert.of("$9", "'user'", "$7", "'text'", "'sent'")
                            .with("provider_message_id", "$4")
                            .with("metadata", "$10")
                            .sql(),
                    TurnStore.asking("NOT $8", "0", "0", "$11"),
                    HEARD.sql());

    private static final RowType<Integer> LAST_SEQ = RowType.of("last_seq", "c.message_count", Tuple::getInteger);
    private static final RowType<Boolean> IS_DUE = RowType.flag("is_due", """
            EXISTS (SELECT FROM outbox o WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id
                AND o.due_at <= clock_timestamp())""");
    private static final RowType<Boolean> IS_COMING = RowType.flag("is_coming", """
            EXISTS (SELECT FROM outbox o WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id)
                OR EXISTS (SELECT FROM autoreply_turn q
                    WHERE q.tenant_id = c.tenant_id AND q.conversation_id = c.id)""");
    private static final RowType<Boolean> IS_UNANSWERED = RowType.flag("is_unanswered", """
            'user' = (SELECT m.role FROM message m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                AND m.status <> 'failed' ORDER BY m.seq DESC LIMIT 1)""");
    private static final RowType<Boolean> IS_GIVEN_UP = RowType.flag(
            "is_given_up", "(c.status = 'escalated' AND c.status_reason = '" + StatusReason.NO_ANSWER.value() + "')");
    private static final SelectList VIEW =
            SelectList.of(SendConditions.TYPE, LAST_SEQ, IS_DUE, IS_COMING, IS_UNANSWERED, IS_GIVEN_UP);
    private static final String LOOK =
            "SELECT " + VIEW.sql() + " FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2";

    private final Pool pool;

    VoiceCallStore(Pool pool) {
        this.pool = pool;
    }

    /** A greeting that was claimed again. */
    record Greeting(UUID messageId, String content) {}

    /** The parameters of the statement that opens a call. {@code greeting} is null for none. */
    record Opening(UUID conversationId, ConversationStatus status, String greeting, UUID messageId, UUID claim) {}

    /**
     * Returns the conversation and the greeting. The columns of the greeting are null without one. Returns no row if
     * the call is known already.
     *
     * @param contactId null if the caller is not known
     */
    Uni<RowSet<Row>> begin(
            SqlConnection connection, VoiceCall call, UUID contactId, Opening opening, Duration lease, Instant now) {
        return connection
                .preparedQuery(BEGIN)
                .execute(CallInsert.parameters(
                        call,
                        contactId,
                        opening.conversationId(),
                        opening.status(),
                        now,
                        opening.greeting(),
                        opening.greeting() == null ? null : Preview.of(opening.greeting()),
                        opening.messageId(),
                        opening.claim(),
                        Columns.seconds(lease)));
    }

    /** Returns the conversation of a call; null if the call is not known. */
    Uni<UUID> find(VoiceCall call) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(call.tenantId(), call.botId(), call.callId()))
                .map(rows -> Columns.first(rows, row -> row.getUUID(0)));
    }

    /** Returns the bot that has a call; null if none of them has it. The tenants are in the order of the bots. */
    Uni<UUID> findBot(UUID[] tenants, UUID[] bots, String callId) {
        return pool.preparedQuery(FIND_BOT)
                .execute(Tuple.of(tenants, bots, callId))
                .map(rows -> Columns.first(rows, row -> row.getUUID(0)));
    }

    /** Returns null if the call has continued after the greeting, or if the greeting is being said. */
    Uni<Greeting> greetAgain(SqlConnection connection, UUID tenantId, UUID conversationId, UUID claim, Duration lease) {
        return connection
                .preparedQuery(GREET_AGAIN)
                .execute(Tuple.of(tenantId, conversationId, claim, Columns.seconds(lease)))
                .map(rows -> Columns.first(rows, row -> new Greeting(row.getUUID(0), row.getString(1))));
    }

    /** The stored message of the caller, and whether it has escalated the conversation. */
    record Words(ConversationResponse conversation, MessageResponse message, boolean escalated) {
        private static Words read(Row row) {
            return new Words(
                    HEARD.read(ConversationRow.TYPE, row),
                    HEARD.read(MessageRow.TYPE, row),
                    HEARD.read(ESCALATED, row));
        }
    }

    /** Returns null if the words are stored already, or if the call is not known. */
    Uni<Words> hear(
            SqlConnection connection,
            VoiceCall call,
            String providerId,
            String words,
            boolean escalate,
            UUID messageId,
            Instant now) {
        return connection
                .preparedQuery(HEAR)
                .execute(Tuple.from(Arrays.asList(
                        call.tenantId(),
                        call.botId(),
                        call.callId(),
                        providerId,
                        Columns.timestamp(now),
                        Preview.of(words),
                        InboundLimits.content(words),
                        escalate,
                        messageId,
                        Columns.json(InboundLimits.metadata(null, words)),
                        StoredTrace.current())))
                .map(rows -> Columns.first(rows, Words::read));
    }

    /** Returns null if the tenant has no such conversation. */
    Uni<CallView> look(UUID tenantId, UUID conversationId) {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(tenantId, conversationId))
                .map(rows -> Columns.first(rows, VoiceCallStore::view));
    }

    private static CallView view(Row row) {
        return new CallView(step(VIEW.read(SendConditions.TYPE, row), row), VIEW.read(LAST_SEQ, row));
    }

    private static CallStep step(SendConditions standing, Row row) {
        if (standing.status().isFinished()) {
            return CallStep.OVER;
        }
        if (standing.refusal() == DropReason.NOT_ACTIVE && VIEW.read(IS_GIVEN_UP, row)) {
            return CallStep.GIVEN_UP;
        }
        if (standing.refusal() == DropReason.TAKEN_OVER || standing.refusal() == DropReason.NOT_ACTIVE) {
            return CallStep.TAKEN_OVER;
        }
        if (standing.refusal() == DropReason.BOT_INACTIVE) {
            return CallStep.BOT_INACTIVE;
        }
        if (VIEW.read(IS_DUE, row)) {
            return CallStep.ANSWER_READY;
        }
        if (VIEW.read(IS_COMING, row)) {
            return CallStep.ANSWER_COMING;
        }
        return VIEW.read(IS_UNANSWERED, row) ? CallStep.UNANSWERED : CallStep.ANSWERED;
    }
}
