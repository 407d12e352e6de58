package com.callmissed.draft;

import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;

/**
 * The columns of a {@link DraftRequest}, for a statement in which {@code c} is the conversation, {@code b} its bot,
 * {@code s} the last message that was said and {@code q} the customer's last words.
 */
final class RequestRow {
    private static final Declaration CONVERSATION = new Declaration("c");
    private static final Column<UUID> BOT_ID = CONVERSATION.uuid("bot_id");
    private static final Column<String> BOT_NAME = CONVERSATION.computed("bot_name", "b.name", Tuple::getString);
    private static final Column<String> SYSTEM_PROMPT =
            CONVERSATION.computed("system_prompt", "b.system_prompt", Tuple::getString);
    private static final Column<Boolean> AUTOREPLY_ENABLED = CONVERSATION.bool("ai_autoreply_enabled");
    private static final Column<Integer> BASED_ON_SEQ =
            CONVERSATION.computed("based_on_seq", "COALESCE(s.seq, 0)", Tuple::getInteger);
    private static final Column<Integer> QUESTION_SEQ =
            CONVERSATION.computed("question_seq", "q.seq", Tuple::getInteger);
    private static final Column<String> QUESTION = CONVERSATION.computed("question", "q.content", Tuple::getString);

    /** All columns. */
    static final RowType<Columns> TYPE = CONVERSATION.decodedBy(row -> row);

    private RequestRow() {}

    static DraftRequest read(
            Tuple tuple, UUID tenantId, UUID conversationId, DraftPurpose purpose, String instruction) {
        Columns row = TYPE.read(tuple);
        return new DraftRequest(
                tenantId,
                conversationId,
                purpose,
                BOT_ID.in(row),
                BOT_NAME.in(row),
                SYSTEM_PROMPT.in(row),
                AUTOREPLY_ENABLED.in(row),
                BASED_ON_SEQ.in(row),
                QUESTION_SEQ.in(row),
                QUESTION.in(row),
                instruction,
                purpose == DraftPurpose.AUTOMATIC);
    }
}
