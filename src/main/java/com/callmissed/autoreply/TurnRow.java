package com.callmissed.autoreply;

import java.time.Instant;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;
import com.callmissed.thread.Channel;
import com.callmissed.thread.SendConditions;
import com.callmissed.thread.WireColumn;

/** The columns of a claimed turn, for a statement in which {@code t} is the turn and {@code c} its conversation. */
final class TurnRow {
    private static final Declaration TABLE = new Declaration("t");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> CONVERSATION_ID = TABLE.uuid("conversation_id");
    private static final Column<UUID> BOT_ID = TABLE.computed("bot_id", "c.bot_id", Tuple::getUUID);
    private static final Column<Channel> CHANNEL = TABLE.computed("channel", "c.channel", WireColumn.of(Channel.class));
    private static final Column<UUID> CLAIM = TABLE.uuid("claim");
    private static final Column<Integer> ASKED_SEQ = TABLE.integer("asked_seq");
    private static final Column<Integer> EPOCH = TABLE.integer("control_epoch");
    private static final Column<Integer> FAILURES = TABLE.integer("failures");
    private static final Column<Instant> FIRST_ASKED_AT = TABLE.instant("first_asked_at");
    private static final Column<String> TRACE = TABLE.text("traceparent");
    private static final RowType<Columns> TYPE = TABLE.decodedBy(columns -> columns);

    static final SelectList LIST = SelectList.of(TYPE, SendConditions.TYPE);

    private TurnRow() {}

    static Turn read(Tuple row) {
        Columns turn = LIST.read(TYPE, row);
        int epoch = EPOCH.in(turn);
        return new Turn(
                TENANT_ID.in(turn),
                CONVERSATION_ID.in(turn),
                BOT_ID.in(turn),
                CHANNEL.in(turn),
                CLAIM.in(turn),
                ASKED_SEQ.in(turn),
                epoch,
                FAILURES.in(turn),
                LIST.read(SendConditions.TYPE, row).refusal(epoch),
                FIRST_ASKED_AT.in(turn),
                TRACE.in(turn));
    }
}
