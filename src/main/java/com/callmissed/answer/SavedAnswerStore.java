package com.callmissed.answer;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.bot.BotOwned;
import com.callmissed.http.Cursor;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SessionSql;

/**
 * The statements on saved answers. Writes run in the unit of work of the caller, reads on a connection of their own.
 */
@ApplicationScoped
class SavedAnswerStore implements BotOwned {
    /** The largest number of answers of one bot. All of them have at most 4 MB. */
    static final int MOST = 250;

    private static final RowType.Declaration TABLE = new RowType.Declaration("a");
    private static final RowType.Column<UUID> ID = TABLE.uuid("id");
    private static final RowType.Column<UUID> BOT_ID = TABLE.uuid("bot_id");
    private static final RowType.Column<String> TITLE = TABLE.text("title");
    private static final RowType.Column<String> ANSWER = TABLE.text("answer");
    private static final RowType.Column<List<String>> QUESTIONS =
            TABLE.column("questions", (row, at) -> List.of(row.getArrayOfStrings(at)));
    private static final RowType.Column<Boolean> AUTOMATIC = TABLE.bool("automatic");
    private static final RowType.Column<Instant> CREATED_AT = TABLE.instant("created_at");
    private static final RowType.Column<Instant> UPDATED_AT = TABLE.instant("updated_at");
    private static final RowType<SavedAnswerResponse> TYPE = TABLE.decodedBy(row -> new SavedAnswerResponse(
            ID.in(row),
            BOT_ID.in(row),
            TITLE.in(row),
            ANSWER.in(row),
            QUESTIONS.in(row),
            AUTOMATIC.in(row),
            CREATED_AT.in(row),
            UPDATED_AT.in(row)));
    private static final SelectList LIST = SelectList.of(TYPE);

    /** The count is reliable because the caller has locked the row of the bot. */
    private static final String INSERT = """
            INSERT INTO saved_answer AS a
                (tenant_id, bot_id, id, title, answer, questions, automatic, created_at, updated_at)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8
            WHERE (SELECT count(*) FROM saved_answer WHERE tenant_id = $1 AND bot_id = $2) < %d
            RETURNING %s
            """.formatted(MOST, LIST.sql());

    private static final String UPDATE = """
            UPDATE saved_answer a SET title = $4, answer = $5, questions = $6, automatic = $7,
                updated_at = GREATEST(a.updated_at, $8)
            WHERE a.tenant_id = $1 AND a.bot_id = $2 AND a.id = $3
            RETURNING %s
            """.formatted(LIST.sql());

    private static final String DELETE =
            "DELETE FROM saved_answer WHERE tenant_id = $1 AND bot_id = $2 AND id = $3 RETURNING id";
    private static final String DELETE_OF_BOT = "DELETE FROM saved_answer WHERE tenant_id = $1 AND bot_id = $2";

    private static final String DELETE_WORDS =
            "DELETE FROM saved_answer_question WHERE tenant_id = $1 AND bot_id = $2 AND answer_id = $3";
    private static final String INSERT_WORDS = """
            INSERT INTO saved_answer_question (tenant_id, bot_id, answer_id, place, key_word, words, word_count)
            SELECT $1, $2, $3, q.place, q.key_word, q.words::tsquery, q.word_count
            FROM jsonb_to_recordset($4::jsonb) AS q (place integer, key_word text, words text, word_count integer)
            """;

    private static final SelectList LISTED = SelectList.of(TYPE, LargeValues.FOUND);

    private static final String SIZES = """
            SELECT s.id, s.created_at,
                octet_length(s.title) + octet_length(s.answer) + octet_length(s.questions::text) AS bytes
            FROM saved_answer s
            WHERE s.tenant_id = $1 AND s.bot_id = $2
                AND ($4::timestamptz IS NULL OR (s.created_at, s.id) < ($4, $5))
            ORDER BY s.created_at DESC, s.id DESC
            LIMIT $3
            """;

    /** Returns one row without an answer if the bot has none, and no row if there is no such bot. */
    private static final String PAGE = """
            SELECT %s
            FROM bot b
            LEFT JOIN %s ON true
            LEFT JOIN saved_answer a ON a.tenant_id = b.tenant_id AND a.bot_id = b.id AND a.id = p.id
            WHERE b.tenant_id = $1 AND b.id = $2 AND b.deleted_at IS NULL
            ORDER BY p.n
            """.formatted(LISTED.sql(), LargeValues.fitting(SIZES));

    /** The index finds the questions whose key word is in the text. Only their other words are compared. */
    static final String MATCH = """
            SELECT a.answer
            FROM saved_answer_question q
            JOIN saved_answer a ON a.tenant_id = q.tenant_id AND a.bot_id = q.bot_id AND a.id = q.answer_id
            WHERE q.tenant_id = $1 AND q.bot_id = $2 AND q.key_word = ANY ($3::text[])
                AND (SELECT array_to_tsvector($3::text[])) @@ q.words AND (a.automatic OR NOT $4)
            ORDER BY q.word_count DESC, a.created_at DESC, a.id DESC
            LIMIT 1
            """;

    private final Pool pool;

    SavedAnswerStore(Pool pool) {
        this.pool = pool;
    }

    /** Returns null if the bot has the largest number of answers already. */
    Uni<SavedAnswerResponse> insert(UUID tenantId, UUID botId, UUID id, SavedAnswerRequest request, Instant now) {
        return write(INSERT, tenantId, botId, id, request, now);
    }

    /** Returns null if the bot has no such answer. */
    Uni<SavedAnswerResponse> update(UUID tenantId, UUID botId, UUID id, SavedAnswerRequest request, Instant now) {
        return write(UPDATE, tenantId, botId, id, request, now);
    }

    private static Uni<SavedAnswerResponse> write(
            String sql, UUID tenantId, UUID botId, UUID id, SavedAnswerRequest request, Instant now) {
        return SessionSql.CURRENT
                .execute(
                        sql,
                        tenantId,
                        botId,
                        id,
                        request.title(),
                        request.answer(),
                        request.questions().toArray(String[]::new),
                        request.automatic(),
                        Columns.timestamp(now))
                .map(rows -> Columns.first(rows, row -> LIST.read(TYPE, row)));
    }

    /** Returns false if the bot has no such answer. */
    Uni<Boolean> delete(UUID tenantId, UUID botId, UUID id) {
        return SessionSql.CURRENT.execute(DELETE, tenantId, botId, id).map(rows -> !rows.isEmpty());
    }

    @Override
    public Uni<Void> forget(UUID tenantId, UUID botId) {
        return SessionSql.CURRENT.execute(DELETE_OF_BOT, tenantId, botId).replaceWithVoid();
    }

    Uni<Void> deleteWords(UUID tenantId, UUID botId, UUID id) {
        return SessionSql.CURRENT.execute(DELETE_WORDS, tenantId, botId, id).replaceWithVoid();
    }

    /** @param questions each with at least one significant word */
    Uni<Void> insertWords(UUID tenantId, UUID botId, UUID id, List<String> questions) {
        JsonArray rows = new JsonArray();
        for (int place = 0; place < questions.size(); place++) {
            List<String> words = SignificantWords.ofQuestion(questions.get(place));
            rows.add(JsonObject.of(
                    "place",
                    place,
                    "key_word",
                    SignificantWords.key(words),
                    "words",
                    query(words),
                    "word_count",
                    words.size()));
        }
        return SessionSql.CURRENT
                .execute(INSERT_WORDS, tenantId, botId, id, rows)
                .replaceWithVoid();
    }

    /** A {@code tsquery} that requires all words. Words have letters, marks and digits only, so quotes are enough. */
    private static String query(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" & "));
    }

    /** @param more whether rows follow */
    record Listing(List<SavedAnswerResponse> answers, boolean more) {}

    /**
     * Returns null if the tenant has no such bot.
     *
     * @param limit the most answers of the page, which has fewer when they are large
     */
    Uni<Listing> list(UUID tenantId, UUID botId, Cursor after, int limit) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(
                        tenantId,
                        botId,
                        limit + 1,
                        after == null ? null : Columns.timestamp(after.at()),
                        after == null ? null : after.id()))
                .map(rows -> rows.size() == 0 ? null : page(rows, limit));
    }

    private static Listing page(RowSet<Row> rows, int limit) {
        List<SavedAnswerResponse> answers = Columns.list(rows, row -> row).stream()
                .filter(row -> LISTED.has(TYPE, row))
                .limit(limit)
                .map(row -> LISTED.read(TYPE, row))
                .toList();
        Long found = Columns.first(rows, row -> LISTED.read(LargeValues.FOUND, row));
        return new Listing(answers, found != null && found > answers.size());
    }

    /** Returns the answer whose question has the most words, then the newest; null if none matches. */
    Uni<String> match(UUID tenantId, UUID botId, List<String> words, boolean automaticOnly) {
        return pool.preparedQuery(MATCH)
                .execute(Tuple.of(tenantId, botId, words.toArray(String[]::new), automaticOnly))
                .map(rows -> Columns.first(rows, row -> row.getString(0)));
    }
}
