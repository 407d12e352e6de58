package com.callmissed.thread;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** Where a conversation stands. Independent of who answers it. */
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

    /** A new message of the customer reopens a finished conversation. */
    public boolean isFinished() {
        return this == COMPLETED || this == FAILED;
    }
}
