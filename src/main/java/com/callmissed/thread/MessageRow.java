package com.callmissed.thread;

import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;

/** The columns of a message as every statement selects them, decoded straight into the answer. */
public final class MessageRow {
    /** For a statement that names the message {@code m}. */
    public static final String COLUMNS = "m.id, m.conversation_id, m.role, m.content, m.message_type, m.tokens_used,"
            + " m.created_at, m.seq, m.status, m.metadata, m.automatic";

    /** How many columns {@link #COLUMNS} has. */
    public static final int WIDTH = 11;

    private MessageRow() {}

    /** Reads the columns from position {@code at} on. */
    public static MessageResponse read(Row row, int at) {
        return new MessageResponse(
                row.getUUID(at),
                row.getUUID(at + 1),
                WireEnum.of(MessageRole.class, row.getString(at + 2)),
                row.getString(at + 3),
                WireEnum.of(MessageType.class, row.getString(at + 4)),
                row.getInteger(at + 5),
                Columns.instant(row, at + 6),
                row.getInteger(at + 7),
                WireEnum.of(DeliveryStatus.class, row.getString(at + 8)),
                Columns.object(row, at + 9),
                row.getBoolean(at + 10));
    }
}
