package com.callmissed.thread;

import java.util.function.Predicate;
import java.util.stream.Stream;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The delivery status of a message. It only moves forward, in the order of the constants. */
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

    /** Whether the message may be sent again. */
    public boolean isRepeatable() {
        return this == FAILED || this == UNCERTAIN;
    }

    /** The statuses that have {@code trait}, as a list of SQL literals in parentheses. */
    public static String in(Predicate<DeliveryStatus> trait) {
        return WireColumn.in(Stream.of(values()).filter(trait));
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
