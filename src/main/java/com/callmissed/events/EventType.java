package com.callmissed.events;

import io.quarkus.runtime.annotations.RegisterForReflection;

import com.callmissed.http.WireEnum;

/** The types of events that clients receive (contract section 6). */
@RegisterForReflection
public enum EventType implements WireEnum {
    CONVERSATION_STARTED("conversation.started"),
    CONVERSATION_STATUS_CHANGED("conversation.status_changed"),
    CONVERSATION_AUTOREPLY_CHANGED("conversation.autoreply_changed"),
    /** The conversation belongs to another contact now. */
    CONVERSATION_CONTACT_CHANGED("conversation.contact_changed"),
    /** Two conversations of one customer have become one. */
    CONVERSATION_MERGED("conversation.merged"),
    /** An automatic reply was given up. No message was sent. */
    CONVERSATION_AUTOREPLY_DROPPED("conversation.autoreply_dropped"),
    MESSAGE_RECEIVED("message.received"),
    MESSAGE_SENT("message.sent"),
    MESSAGE_STATUS("message.status"),
    /** The text of a message was edited or deleted, or its reactions have changed. */
    MESSAGE_UPDATED("message.updated");

    private final String value;

    EventType(String value) {
        this.value = value;
    }

    @Override
    public String value() {
        return value;
    }
}
