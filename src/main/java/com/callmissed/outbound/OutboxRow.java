package com.callmissed.outbound;

import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.SendConditions;
import com.callmissed.thread.WireColumn;

/** The columns that {@link OutboxStore#first} reads: of the conversation, then of its message in the outbox. */
final class OutboxRow {
    private static final RowType<String> CUSTOMER = RowType.of("customer", "c.external_id", Tuple::getString);
    private static final RowType<Boolean> GROUP = RowType.flag("is_group", "c.is_group");
    private static final RowType<UUID> BOT = RowType.of("bot", "c.bot_id", Tuple::getUUID);

    /** For a statement that names the conversation {@code c}. */
    static final SelectList CONVERSATION = SelectList.of(SendConditions.TYPE, CUSTOMER, GROUP, BOT);

    private static final Declaration OUTBOX = new Declaration("o");
    private static final Column<Integer> SEQ = OUTBOX.integer("seq");
    private static final Column<UUID> MESSAGE_ID = OUTBOX.uuid("message_id");
    private static final Column<Integer> CONTROL_EPOCH = OUTBOX.integer("control_epoch");
    private static final Column<Integer> PARTS_SENT = OUTBOX.integer("parts_sent");
    private static final Column<Integer> FAILURES = OUTBOX.integer("failures");
    private static final Column<UUID> CLAIM = OUTBOX.uuid("claim");
    private static final Column<String> TRACE = OUTBOX.text("traceparent");
    private static final Column<String> CONTENT = OUTBOX.computed("content", "m.content", Tuple::getString);
    private static final Column<DeliveryStatus> STATUS =
            OUTBOX.computed("status", "m.status", WireColumn.of(DeliveryStatus.class));
    private static final Column<Integer> ATTEMPT = OUTBOX.computed("attempt", "m.send_attempt", Tuple::getInteger);

    /** For a statement that names the row of the outbox {@code o} and its message {@code m}. */
    static final RowType<Columns> MESSAGE = OUTBOX.decodedBy(row -> row);

    private OutboxRow() {}

    /**
     * @param locked a row of {@link #CONVERSATION}
     * @param found a row of {@link #MESSAGE}
     */
    static OutboxStore.First read(UUID tenantId, UUID conversationId, Tuple locked, Tuple found) {
        Columns row = MESSAGE.read(found);
        Integer epoch = CONTROL_EPOCH.in(row);
        OutgoingMessage message = new OutgoingMessage(
                tenantId,
                conversationId,
                CONVERSATION.read(BOT, locked),
                SEQ.in(row),
                MESSAGE_ID.in(row),
                CLAIM.in(row),
                CONVERSATION.read(CUSTOMER, locked),
                CONVERSATION.read(GROUP, locked),
                CONTENT.in(row),
                epoch != null,
                ATTEMPT.in(row),
                PARTS_SENT.in(row),
                FAILURES.in(row),
                TRACE.in(row),
                System.nanoTime());
        return new OutboxStore.First(message, CONVERSATION.read(SendConditions.TYPE, locked), epoch, STATUS.in(row));
    }
}
