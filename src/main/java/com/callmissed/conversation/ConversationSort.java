package com.callmissed.conversation;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.Cursor;
import com.callmissed.http.WireEnum;
import com.callmissed.thread.ConversationResponse;

/** The sort orders of a list of conversations. Each is newest first; ties are sorted by id. */
public enum ConversationSort implements WireEnum {
    CREATED_AT("created_at", "c.created_at", Cursor.Order.CREATION),
    /** By the latest message. A conversation without a message has its creation time. */
    LAST_ACTIVITY("last_activity", "COALESCE(c.last_message_at, c.created_at)", Cursor.Order.LAST_ACTIVITY);

    private final String value;
    private final String expression;
    private final Cursor.Order order;

    ConversationSort(String value, String expression, Cursor.Order order) {
        this.value = value;
        this.expression = expression;
        this.order = order;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** The SQL expression to sort by. It must be identical to the expression of its index. */
    String expression() {
        return expression;
    }

    Cursor cursorOf(ConversationResponse conversation) {
        Instant at = this == CREATED_AT || conversation.lastMessageAt() == null
                ? conversation.createdAt()
                : conversation.lastMessageAt();
        return Cursor.of(order, at, conversation.id());
    }

    /** @throws com.callmissed.http.error.ApiException malformed_request, also for a cursor of another order */
    Cursor parse(String cursor) {
        return Cursor.parse(order, cursor);
    }
}
