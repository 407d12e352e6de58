package com.callmissed.thread;

import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.http.WireEnum;

/**
 * What decides whether something may be sent into a conversation, read with its row locked.
 *
 * @param windowOpen true where the channel has no reply window
 */
public record SendConditions(
        boolean enabled, int epoch, ConversationStatus status, boolean botActive, boolean windowOpen) {
    /** For a statement that names the conversation {@code c}. */
    public static final String COLUMNS = "c.ai_autoreply_enabled, c.control_epoch, c.status,"
            + " (SELECT b.is_active FROM bot b WHERE b.tenant_id = c.tenant_id AND b.id = c.bot_id),"
            + " c.channel <> 'whatsapp' OR COALESCE(c.last_inbound_at > clock_timestamp() - interval '24 hours', false)";

    /** How many columns {@link #COLUMNS} has. */
    public static final int WIDTH = 5;

    /** Reads the columns from position {@code at} on. */
    public static SendConditions read(Row row, int at) {
        return new SendConditions(
                row.getBoolean(at),
                row.getInteger(at + 1),
                WireEnum.of(ConversationStatus.class, row.getString(at + 2)),
                row.getBoolean(at + 3),
                row.getBoolean(at + 4));
    }
}
