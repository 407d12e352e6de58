package com.callmissed.thread;

import java.time.Instant;

import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;

/** The columns of a conversation as every statement selects them, decoded straight into the answer. */
public final class ConversationRow {
    /**
     * Not a join: a planner that thinks a tenant small would start from its bots, lose the order of the list's index and sort
     * the whole tenant.
     */
    private static final String BOT_NAME =
            "(SELECT b.name FROM bot b WHERE b.tenant_id = c.tenant_id AND b.id = c.bot_id)";

    /** For a statement that names the conversation {@code c}. */
    public static final String COLUMNS =
            "c.id, c.tenant_id, c.bot_id, c.channel, c.external_id, c.status, c.duration_seconds, c.metadata,"
                    + " c.ai_autoreply_enabled, c.created_at, c.updated_at, " + BOT_NAME + ", c.last_message_at,"
                    + " c.last_message_preview, c.message_count, c.last_inbound_at, c.control_epoch, c.autoreply_since,"
                    + " c.autoreply_by_kind, c.autoreply_by_id, c.autoreply_reason, c.autoreply_resumes_at";

    /** How many columns {@link #COLUMNS} has: the position of whatever a statement selects behind them. */
    public static final int WIDTH = 22;

    private ConversationRow() {}

    public static ConversationResponse read(Row row) {
        Channel channel = WireEnum.of(Channel.class, row.getString(3));
        return new ConversationResponse(
                row.getUUID(0),
                row.getUUID(1),
                row.getUUID(2),
                channel,
                row.getString(4),
                WireEnum.of(ConversationStatus.class, row.getString(5)),
                row.getInteger(6),
                Columns.object(row, 7),
                row.getBoolean(8),
                Columns.instant(row, 9),
                Columns.instant(row, 10),
                row.getString(11),
                Columns.instant(row, 12),
                row.getString(13),
                row.getInteger(14),
                channel.replyWindowEnd(Columns.instant(row, 15)),
                autoreply(row));
    }

    private static AutoreplyState autoreply(Row row) {
        Instant since = Columns.instant(row, 17);
        return new AutoreplyState(
                row.getBoolean(8),
                row.getInteger(16),
                since == null ? Columns.instant(row, 9) : since,
                Control.actor(row.getString(18), row.getString(19)),
                row.getString(20),
                Columns.instant(row, 21));
    }
}
