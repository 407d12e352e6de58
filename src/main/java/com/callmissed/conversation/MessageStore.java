package com.callmissed.conversation;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.events.EventCursor;
import com.callmissed.http.Page;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.Pipelined;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.Threads;

/**
 * Reads messages. Each statement starts from the conversation, so that one round trip distinguishes an empty thread
 * (one row of nulls) from an absent one (no row).
 */
@ApplicationScoped
class MessageStore {
    private static final RowType<EventCursor> CURSOR =
            RowType.of("cursor", EventCursor.column("$1"), (row, at) -> EventCursor.read(row.getArrayOfLongs(at)));
    private static final SelectList PIECE = SelectList.of(MessageRow.LIGHT, CURSOR);

    private static final String THREAD = "SELECT " + PIECE.sql()
            + " FROM conversation c LEFT JOIN LATERAL (SELECT x.* FROM message x"
            + " WHERE x.tenant_id = c.tenant_id AND x.conversation_id = c.id";
    private static final String OF_CONVERSATION = ") m ON true WHERE c.tenant_id = $1 AND c.id = $2";

    static final String AFTER =
            THREAD + " AND x.seq > $3 ORDER BY x.seq LIMIT $4" + OF_CONVERSATION + " ORDER BY m.seq";
    static final String BEFORE =
            THREAD + " AND x.seq < $4 ORDER BY x.seq DESC LIMIT $3" + OF_CONVERSATION + " ORDER BY m.seq DESC";
    private static final String SEQ_OF =
            "SELECT seq FROM message WHERE tenant_id = $1 AND conversation_id = $2 AND id = $3";

    private static final Declaration MESSAGE = new Declaration("m");
    private static final Column<String> CONTENT = MESSAGE.text("content");
    private static final Column<JsonDocument> METADATA = MESSAGE.document("metadata");
    private static final RowType<Whole> WHOLE = MESSAGE.decodedBy(row -> new Whole(CONTENT.in(row), METADATA.in(row)));
    private static final SelectList IN_ORDER = SelectList.of(LargeValues.NUMBERED, WHOLE);
    private static final String LEFT_OUT = LargeValues.inOrder(
            "SELECT " + WHOLE.sql() + " FROM (SELECT ($2::uuid[])[%s] AS id) k"
                    + " LEFT JOIN message m ON m.tenant_id = $1 AND m.id = k.id WHERE k.id IS NOT NULL",
            "1",
            "p.n + 1",
            Page.MAX_LIMIT,
            WHOLE.names());

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SqlClient reads;
    private final Pool pool;

    MessageStore(@Pipelined SqlClient reads, Pool pool) {
        this.reads = reads;
        this.pool = pool;
    }

    /** See {@link Threads#follow}. */
    <T> Uni<T> follow(UUID tenantId, UUID conversationId, Function<UUID, Uni<T>> read) {
        return Threads.follow(SqlExecutor.on(reads), tenantId, conversationId, read);
    }

    /** What a message leaves out. */
    record Whole(String content, JsonDocument metadata) {}

    /** Returns what the first messages leave out, as many as fit into a page, but at least one. */
    Uni<List<Whole>> leftOut(UUID tenantId, UUID[] ids) {
        return pool.preparedQuery(LEFT_OUT)
                .execute(Tuple.of(tenantId, ids))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows -> Columns.list(rows, row -> IN_ORDER.read(WHOLE, row)));
    }

    /**
     * A part of a thread, oldest first, and the position of the event feed in the same view of the database. Messages
     * may leave out their content and their metadata, see {@link #leftOut}.
     */
    record Piece(List<MessageResponse> messages, EventCursor cursor) {}

    /**
     * Returns up to {@code limit} messages after {@code seq}, oldest first; null if the tenant has no such
     * conversation.
     */
    Uni<Piece> after(UUID tenantId, UUID conversationId, int seq, int limit) {
        return reads.preparedQuery(AFTER)
                .execute(Tuple.of(tenantId, conversationId, seq, limit))
                .map(MessageStore::thread);
    }

    /**
     * Returns the {@code limit} messages directly before {@code seq}, oldest first; null if the tenant has no such
     * conversation.
     */
    Uni<Piece> before(UUID tenantId, UUID conversationId, int seq, int limit) {
        return reads.preparedQuery(BEFORE)
                .execute(Tuple.of(tenantId, conversationId, limit, seq))
                .map(MessageStore::thread)
                .invoke(piece -> {
                    if (piece != null) {
                        Collections.reverse(piece.messages());
                    }
                });
    }

    /** Returns the {@code seq} of a message; null if the conversation has no such message. */
    Uni<Integer> seqOf(UUID tenantId, UUID conversationId, UUID messageId) {
        return reads.preparedQuery(SEQ_OF)
                .execute(Tuple.of(tenantId, conversationId, messageId))
                .map(rows -> Columns.first(rows, row -> row.getInteger(0)));
    }

    private static Piece thread(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Row first = rows.iterator().next();
        boolean empty = !PIECE.has(MessageRow.LIGHT, first);
        return new Piece(
                empty ? List.of() : Columns.list(rows, row -> PIECE.read(MessageRow.LIGHT, row)),
                PIECE.read(CURSOR, first));
    }
}
