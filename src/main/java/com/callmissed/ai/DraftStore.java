package com.callmissed.ai;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;

/** What drafts are made from, one statement each. */
@ApplicationScoped
class DraftStore {
    private static final String REQUEST = """
            SELECT c.bot_id, b.name, b.system_prompt, c.message_count, q.seq, q.content
            FROM conversation c
            JOIN bot b ON b.tenant_id = c.tenant_id AND b.id = c.bot_id
            LEFT JOIN LATERAL (
                SELECT m.seq, m.content FROM message m
                WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND m.role = 'user'
                ORDER BY m.seq DESC
                LIMIT 1
            ) q ON true
            WHERE c.tenant_id = $1 AND c.id = $2
            """;

    /**
     * Earlier customer messages of the tenant that share words with the question, each with the first answer of a person behind
     * it, best match first, newer ones first among equals. What the service has said by itself teaches it nothing. The searched expression is the one of its index, where the tenant is a word.
     * Bounded twice, for a question of common words matches most of a long history: in the messages that are ranked, and in
     * how much of each is compared.
     */
    private static final String ANSWERED = """
            SELECT q.content, a.content
            FROM (
                SELECT m.conversation_id, m.seq, m.id, m.content,
                    ts_rank(to_tsvector('simple', m.content), to_tsquery('simple', $2)) AS rank
                FROM (
                SELECT m.conversation_id, m.seq, m.id, left(m.content, 1000) AS content
                FROM message m
                WHERE m.tenant_id = $1 AND m.role = 'user' AND m.message_type = 'text'
                    AND (array_to_tsvector(ARRAY[m.tenant_id::text]) || to_tsvector('simple', m.content))
                        @@ (quote_literal($1::text)::tsquery && to_tsquery('simple', $2))
                    AND NOT (m.conversation_id = $3 AND m.seq >= $4)
                LIMIT 2000
                ) m
                ORDER BY rank DESC, m.id DESC
                LIMIT 100
            ) q
            CROSS JOIN LATERAL (
                SELECT m.content FROM message m
                WHERE m.tenant_id = $1 AND m.conversation_id = q.conversation_id AND m.seq > q.seq
                    AND m.role = 'assistant' AND m.message_type = 'text' AND NOT m.automatic
                    AND m.status <> 'failed'
                ORDER BY m.seq
                LIMIT 1
            ) a
            ORDER BY q.rank DESC, q.id DESC
            """;

    private final Pool pool;

    DraftStore(Pool pool) {
        this.pool = pool;
    }

    /** Null when the tenant has no such conversation; {@code basedOnSeq} is 0 for an empty one. */
    Uni<DraftRequest> request(UUID tenantId, UUID conversationId, String instruction) {
        return pool.preparedQuery(REQUEST)
                .execute(Tuple.of(tenantId, conversationId))
                .map(rows -> Columns.first(
                        rows,
                        row -> new DraftRequest(
                                tenantId,
                                conversationId,
                                row.getUUID(0),
                                row.getString(1),
                                row.getString(2),
                                row.getInteger(3),
                                row.getInteger(4),
                                row.getString(5),
                                instruction)));
    }

    /** A customer's question and what was answered to it. */
    record Answered(String question, String answer) {}

    /** @param query in the syntax of {@code to_tsquery} */
    Uni<List<Answered>> answered(DraftRequest request, String query) {
        return pool.preparedQuery(ANSWERED)
                .execute(Tuple.of(request.tenantId(), query, request.conversationId(), request.questionSeq()))
                .map(rows -> Columns.list(rows, row -> new Answered(row.getString(0), row.getString(1))));
    }
}
