package com.callmissed.thread;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;

/** The columns of a message that every statement selects, and their decoder. */
public final class MessageRow {
    private static final Declaration TABLE = new Declaration("m");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<UUID> CONVERSATION_ID = TABLE.uuid("conversation_id");
    private static final Column<MessageRole> ROLE = TABLE.column("role", WireColumn.of(MessageRole.class));
    private static final Column<String> CONTENT = TABLE.text("content");
    private static final Column<MessageType> MESSAGE_TYPE =
            TABLE.column("message_type", WireColumn.of(MessageType.class));
    private static final Column<Integer> TOKENS_USED = TABLE.integer("tokens_used");
    private static final Column<Instant> CREATED_AT = TABLE.instant("created_at");
    private static final Column<Integer> SEQ = TABLE.integer("seq");
    private static final Column<DeliveryStatus> STATUS = TABLE.column("status", WireColumn.of(DeliveryStatus.class));
    private static final Column<JsonDocument> METADATA = TABLE.document("metadata");
    private static final Column<Boolean> AUTOMATIC = TABLE.bool("automatic");
    private static final Column<Map<String, Object>> REACTIONS = TABLE.object("reactions");
    private static final Column<Instant> DELETED_AT = TABLE.instant("deleted_at");

    /** For a statement in which {@code m} is the message. */
    public static final RowType<MessageResponse> TYPE = TABLE.decodedBy(row -> new MessageResponse(
            ID.in(row),
            CONVERSATION_ID.in(row),
            ROLE.in(row),
            CONTENT.in(row),
            MESSAGE_TYPE.in(row),
            TOKENS_USED.in(row),
            CREATED_AT.in(row),
            SEQ.in(row),
            STATUS.in(row),
            METADATA.in(row),
            AUTOMATIC.in(row),
            MessageResponse.Reaction.list(REACTIONS.in(row)),
            DELETED_AT.in(row)));

    /** The same without a long content and a long metadata, see {@link MessageResponse#leftOut}. For pages. */
    public static final RowType<MessageResponse> LIGHT =
            TYPE.with(CONTENT, LargeValues.text("m.content")).with(METADATA, LargeValues.document("m.metadata"));

    /** A conversation followed by a message, for a statement in which {@code c} and {@code m} are these. */
    public static final SelectList WITH_CONVERSATION = SelectList.of(ConversationRow.TYPE, TYPE);

    private MessageRow() {}
}
