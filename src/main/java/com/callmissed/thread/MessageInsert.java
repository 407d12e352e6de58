package com.callmissed.thread;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The part of a statement that stores a message. {@code c} is the conversation after {@link ThreadChange#append}, which
 * has assigned the {@code seq}. Arguments are SQL expressions. Columns that are not set have the default of the table.
 */
public final class MessageInsert {
    private final Map<String, String> columns = new LinkedHashMap<>();

    private MessageInsert() {}

    public static MessageInsert of(String id, String role, String content, String type, String status) {
        MessageInsert insert = new MessageInsert();
        insert.columns.put("tenant_id", "c.tenant_id");
        insert.columns.put("conversation_id", "c.id");
        insert.columns.put("bot_id", "c.bot_id");
        insert.columns.put("seq", "c.message_count");
        insert.columns.put("in_human_stretch", "NOT c.ai_autoreply_enabled");
        insert.columns.put("created_at", "c.last_message_at");
        return insert.with("id", id)
                .with("role", role)
                .with("content", content)
                .with("message_type", type)
                .with("status", status);
    }

    public MessageInsert with(String column, String value) {
        columns.put(column, value);
        return this;
    }

    /** The SQL text. The statement returns the stored row. */
    public String sql() {
        return sql(ThreadChange.ALWAYS);
    }

    public String sql(String when) {
        return "INSERT INTO message (%s) SELECT %s FROM c WHERE %s RETURNING *"
                .formatted(String.join(", ", columns.keySet()), String.join(", ", columns.values()), when);
    }
}
