package com.callmissed.thread;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The status of a conversation. It is independent of who answers. */
public enum ConversationStatus implements WireEnum {
    ACTIVE("active"),
    COMPLETED("completed"),
    ESCALATED("escalated"),
    FAILED("failed");

    @EnumeratedValue
    private final String value;

    ConversationStatus(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** Whether a new message of the customer reopens the conversation. */
    public boolean isFinished() {
        return this == COMPLETED || this == FAILED;
    }
}
