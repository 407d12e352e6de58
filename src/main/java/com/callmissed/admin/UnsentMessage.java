package com.callmissed.admin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.outbound.Resending;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.SendConditions;
import com.callmissed.thread.WireColumn;

/**
 * A message of the business that failed or whose outcome is unknown, without its text.
 *
 * @param errorCode of the provider or of the service; null if there is none
 * @param recent whether it is less than an hour old, so that a delivery report may still settle it
 * @param standing of its conversation, which is not locked
 */
record UnsentMessage(
        UUID tenantId,
        UUID conversationId,
        UUID id,
        UUID botId,
        Channel channel,
        int seq,
        DeliveryStatus status,
        boolean automatic,
        int attempt,
        String errorCode,
        String errorTitle,
        Instant createdAt,
        boolean recent,
        SendConditions standing) {
    private static final Declaration TABLE = new Declaration("m");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<UUID> CONVERSATION_ID = TABLE.uuid("conversation_id");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<UUID> BOT_ID = TABLE.uuid("bot_id");
    private static final Column<Channel> CHANNEL = TABLE.computed("channel", "c.channel", WireColumn.of(Channel.class));
    private static final Column<Integer> SEQ = TABLE.integer("seq");
    private static final Column<DeliveryStatus> STATUS = TABLE.column("status", WireColumn.of(DeliveryStatus.class));
    private static final Column<Boolean> AUTOMATIC = TABLE.bool("automatic");
    private static final Column<Integer> ATTEMPT = TABLE.integer("send_attempt");
    private static final Column<String> ERROR_CODE =
            TABLE.computed("error_code", "m.metadata -> 'error' ->> 'code'", Tuple::getString);
    private static final Column<String> ERROR_TITLE =
            TABLE.computed("error_title", "m.metadata -> 'error' ->> 'title'", Tuple::getString);
    private static final Column<Instant> CREATED_AT = TABLE.instant("created_at");
    private static final Column<Boolean> RECENT =
            TABLE.computed("recent", "m.created_at > now() - interval '1 hour'", Tuple::getBoolean);
    private static final RowType<Columns> TYPE = TABLE.decodedBy(columns -> columns);

    /** For a statement in which {@code m} is the message and {@code c} its conversation. */
    static final SelectList LIST = SelectList.of(TYPE, SendConditions.TYPE);

    static UnsentMessage read(Tuple row) {
        Columns message = LIST.read(TYPE, row);
        return new UnsentMessage(
                TENANT_ID.in(message),
                CONVERSATION_ID.in(message),
                ID.in(message),
                BOT_ID.in(message),
                CHANNEL.in(message),
                SEQ.in(message),
                STATUS.in(message),
                AUTOMATIC.in(message),
                ATTEMPT.in(message),
                ERROR_CODE.in(message),
                ERROR_TITLE.in(message),
                CREATED_AT.in(message),
                RECENT.in(message),
                LIST.read(SendConditions.TYPE, row));
    }

    /** Why it must not be sent again; null if it may be. */
    Resending.Refusal refusal() {
        return Resending.refusal(status, channel, standing, automatic);
    }

    /** Whether the customer may have got it. */
    boolean mayHaveArrived() {
        return Resending.mayHaveArrived(status, errorCode);
    }

    /** Whether it was an automatic answer that the service has dropped on purpose. */
    boolean wasDropped() {
        return automatic && Resending.wasDropped(errorCode);
    }

    /** With values of JSON. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("message_id", id.toString());
        shown.put("tenant_id", tenantId.toString());
        shown.put("conversation_id", conversationId.toString());
        shown.put("bot_id", botId.toString());
        shown.put("seq", seq);
        shown.put("status", status.value());
        shown.put("automatic", automatic);
        shown.put("attempt", attempt);
        shown.put("error_code", errorCode);
        shown.put("error_title", errorTitle);
        shown.put("created_at", createdAt.toString());
        return shown;
    }
}
