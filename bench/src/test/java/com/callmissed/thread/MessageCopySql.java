package com.callmissed.thread;

import java.util.UUID;

/** The columns that the service reads of a thread, to measure the cost in the database alone. */
public final class MessageCopySql {
    private MessageCopySql() {}

    /** Returns a statement that copies the columns of every message, oldest first. */
    public static String copy(UUID tenant, UUID conversation) {
        return """
                COPY (SELECT %s FROM message m WHERE m.tenant_id = '%s' AND m.conversation_id = '%s' ORDER BY m.seq)
                TO STDOUT""".formatted(MessageRow.TYPE.sql(), tenant, conversation);
    }
}
