package com.callmissed.conversation;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.Cursor;
import com.callmissed.http.WireEnum;
import com.callmissed.thread.ConversationResponse;

/** The sort orders of a list of conversations. Each is newest first; ties are sorted by id. */
public enum ConversationSort implements WireEnum {
    CREATED_AT("created_at", "c.created_at"),
    /** By the latest message. A conversation without a message has its creation time. */
    LAST_ACTIVITY("last_activity", "COALESCE(c.last_message_at, c.created_at)");

    private final String value;
    private final String expression;

    ConversationSort(String value, String expression) {
        this.value = value;
        this.expression = expression;
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
        return Cursor.of(at, conversation.id());
    }
}
