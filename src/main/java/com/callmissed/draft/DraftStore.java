package com.callmissed.draft;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.MessageType;
import com.callmissed.thread.Threads;

/** The reads for drafts, one statement each. */
@ApplicationScoped
public class DraftStore {
    /** An answer is at most this many messages behind its question. */
    private static final int NEAR = 200;

    /** The imported messages of a thread among which the newest one is looked for. */
    private static final int IMPORTED = 10_000;

    static final String REQUEST = requesting(
            last("m.role = 'user' AND " + MessageType.worded("m")),
            last("m.deleted_at IS NULL AND " + MessageType.saidIn("m")));

    /**
     * The same for a thread in which everything was said before it was imported. Its newest messages are those of the
     * latest time, because a history arrives in any order.
     */
    private static final String IMPORTED_REQUEST = requesting(
            newestImported("m.role = 'user' AND m.message_type = 'text'"),
            newestImported(MessageType.said("m.message_type")));

    private static final Declaration MESSAGE = new Declaration("m");
    private static final Column<Integer> SEQ = MESSAGE.integer("seq");
    private static final Column<Boolean> FROM_CUSTOMER =
            MESSAGE.computed("from_customer", "m.role = 'user'", Tuple::getBoolean);
    private static final Column<String> CONTENT = MESSAGE.computed("content", "left(m.content, $4)", Tuple::getString);
    private static final Column<Boolean> HUMAN = MESSAGE.computed(
            "human", "m.in_human_stretch OR (m.role = 'assistant' AND NOT m.automatic)", Tuple::getBoolean);
    private static final RowType<ThreadMessage> THREAD_MESSAGE = MESSAGE.decodedBy(
            row -> new ThreadMessage(SEQ.in(row), FROM_CUSTOMER.in(row), CONTENT.in(row), HUMAN.in(row)));

    /**
     * The last messages of the thread, up to the message whose text exceeds $4 bytes in total. Messages that failed are
     * left out, and so are those that were not said or were deleted.
     */
    private static final String THREAD = """
            SELECT %s
            FROM (
                SELECT m.*, sum(octet_length(content)) OVER (ORDER BY seq DESC) - octet_length(content) AS newer
                FROM (
                    SELECT seq, role, content, automatic, in_human_stretch FROM message t
                    WHERE tenant_id = $1 AND conversation_id = $2 AND seq <= $3 AND status <> 'failed'
                        AND deleted_at IS NULL AND %s
                    ORDER BY seq DESC
                    LIMIT $5
                ) m
            ) m
            WHERE newer < $4
            ORDER BY seq
            """.formatted(THREAD_MESSAGE.sql(), MessageType.saidIn("t"));

    private static final Declaration EARLIER = new Declaration("q");
    private static final Column<String> QUESTION = EARLIER.text("content");
    private static final Column<UUID> CONVERSATION_ID = EARLIER.uuid("conversation_id");
    private static final Column<String> ANSWER = EARLIER.computed("answer", "a.content", Tuple::getString);
    private static final Column<Integer> ANSWER_SEQ = EARLIER.computed("answer_seq", "a.seq", Tuple::getInteger);
    private static final RowType<Answered> ANSWERED_TYPE = EARLIER.decodedBy(row -> new Answered(
            QUESTION.in(row), ANSWER.in(row), DraftSource.history(CONVERSATION_ID.in(row), ANSWER_SEQ.in(row))));

    /**
     * Earlier messages of customers of the bot that share words with the question, each with the first answer of a
     * person after it. The best match comes first, then the newest. Automatic answers are left out, and so is the
     * history of a deleted bot. The expression is that of the index, in which the tenant with the bot is a word. A
     * question of common words matches most of a long history. Two limits bound the search: the number of messages that
     * are ranked, and the length of each that is compared. In an imported history the order of arrival says little: a
     * question and its answer are both imported, and their own times are in order. An answer is among the next messages
     * of the thread ({@link #NEAR}), so that a question without one does not cost a read of the rest of a long thread.
     */
    static final String ANSWERED = """
            SELECT %s
            FROM (
                SELECT m.conversation_id, m.seq, m.id, m.content, m.imported, m.said_at,
                    ts_rank(to_tsvector('simple', m.content), to_tsquery('simple', $2)) AS rank
                FROM (
                SELECT m.conversation_id, m.seq, m.id, left(m.content, 1000) AS content, m.imported,
                    m.metadata->>'provider_timestamp' AS said_at
                FROM message m
                WHERE m.tenant_id = $1 AND m.bot_id = $5 AND m.role = 'user' AND m.message_type = 'text'
                    AND (array_to_tsvector(ARRAY[m.tenant_id::text || m.bot_id::text])
                            || to_tsvector('simple', m.content))
                        @@ (quote_literal($1::text || $5::text)::tsquery && to_tsquery('simple', $2))
                    AND EXISTS (SELECT FROM bot b
                        WHERE b.tenant_id = $1 AND b.id = $5 AND b.deleted_at IS NULL)
                    AND NOT (m.conversation_id = $3 AND m.seq >= $4)
                LIMIT 2000
                ) m
                ORDER BY rank DESC, m.id DESC
                LIMIT 100
            ) q
            CROSS JOIN LATERAL (
                SELECT m.content, m.seq FROM message m
                WHERE m.tenant_id = $1 AND m.conversation_id = q.conversation_id
                    AND m.seq > q.seq AND m.seq <= q.seq + %d
                    AND m.role = 'assistant' AND m.message_type = 'text' AND NOT m.automatic
                    AND m.status <> 'failed' AND m.deleted_at IS NULL AND m.imported = q.imported
                    AND (NOT m.imported OR m.metadata->>'provider_timestamp' >= q.said_at)
                ORDER BY m.seq
                LIMIT 1
            ) a
            ORDER BY q.rank DESC, q.id DESC
            """.formatted(ANSWERED_TYPE.sql(), NEAR);

    private final Pool pool;

    DraftStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Builds the statement.
     *
     * @param question a query for the customer's last words
     * @param last a query for the last message
     */
    private static String requesting(String question, String last) {
        return """
            SELECT %s
            FROM conversation c
            JOIN bot b ON b.tenant_id = c.tenant_id AND b.id = c.bot_id
            LEFT JOIN LATERAL (%s) q ON true
            LEFT JOIN LATERAL (%s) s ON true
            WHERE c.tenant_id = $1 AND c.id = $2
            """.formatted(RequestRow.TYPE.sql(), question, last);
    }

    private static String last(String condition) {
        return """
                SELECT m.seq, m.content FROM message m
                WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND %s
                ORDER BY m.seq DESC
                LIMIT 1
            """.formatted(condition);
    }

    private static String newestImported(String condition) {
        return """
                SELECT m.seq, m.content
                FROM (
                    SELECT m.seq, m.content, m.role, m.message_type, m.metadata->>'provider_timestamp' AS said_at
                    FROM message m
                    WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND m.imported
                        AND m.deleted_at IS NULL
                    ORDER BY m.seq DESC
                    LIMIT %d
                ) m
                WHERE %s
                ORDER BY m.said_at DESC NULLS LAST, m.seq DESC
                LIMIT 1
            """.formatted(IMPORTED, condition);
    }

    /**
     * Reads the request for a draft for a person, who also gets one in a thread that was only imported. Fails with
     * not_found.
     */
    Uni<DraftRequest> request(UUID tenantId, UUID conversationId, String instruction) {
        return Threads.follow(SqlExecutor.on(pool), tenantId, conversationId, kept -> request(
                        tenantId, kept, DraftPurpose.DRAFT, instruction)
                .chain(request -> request == null || request.basedOnSeq() > 0
                        ? Uni.createFrom().item(request)
                        : read(IMPORTED_REQUEST, tenantId, kept, DraftPurpose.DRAFT, instruction)));
    }

    /**
     * Reads what a drafter needs. Returns null if the tenant has no such conversation. {@code basedOnSeq} is that of
     * the last message now that was said and not deleted, 0 if there is none.
     *
     * @param instruction may be null
     */
    public Uni<DraftRequest> request(UUID tenantId, UUID conversationId, DraftPurpose purpose, String instruction) {
        return read(REQUEST, tenantId, conversationId, purpose, instruction);
    }

    private Uni<DraftRequest> read(
            String sql, UUID tenantId, UUID conversationId, DraftPurpose purpose, String instruction) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(tenantId, conversationId))
                .map(rows -> Columns.first(
                        rows, row -> RequestRow.read(row, tenantId, conversationId, purpose, instruction)));
    }

    /** Reads the last messages up to {@code basedOnSeq}, oldest first: at least as many as fit into {@code tokens}. */
    Uni<List<ThreadMessage>> thread(DraftRequest request, int tokens) {
        int bytes = tokens * Prompt.BYTES_PER_TOKEN;
        int messages = tokens / Prompt.TOKENS_PER_TURN + 1;
        return pool.preparedQuery(THREAD)
                .execute(Tuple.of(request.tenantId(), request.conversationId(), request.basedOnSeq(), bytes, messages))
                .map(rows -> Columns.list(rows, THREAD_MESSAGE::read));
    }

    /**
     * A customer's question and the answer of a person.
     *
     * @param source the place of the answer
     */
    record Answered(String question, String answer, DraftSource source) {}

    /** @param query in the syntax of {@code to_tsquery} */
    Uni<List<Answered>> answered(DraftRequest request, String query) {
        return pool.preparedQuery(ANSWERED)
                .execute(Tuple.of(
                        request.tenantId(), query, request.conversationId(), request.questionSeq(), request.botId()))
                .map(rows -> Columns.list(rows, ANSWERED_TYPE::read));
    }
}
