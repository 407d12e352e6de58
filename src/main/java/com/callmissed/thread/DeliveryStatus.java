package com.callmissed.thread;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** How far a message got. The order of the constants is the order in which it rises; a report never lowers it. */
public enum DeliveryStatus implements WireEnum {
    QUEUED("queued"),
    SENDING("sending"),
    UNCERTAIN("uncertain"),
    SENT("sent"),
    DELIVERED("delivered"),
    READ("read"),
    FAILED("failed");

    @EnumeratedValue
    private final String value;

    DeliveryStatus(String value) {
        this.value = value;
    }

    /** Whether a new attempt may be made. */
    public boolean isRepeatable() {
        return this == FAILED || this == UNCERTAIN;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
