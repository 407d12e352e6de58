package com.callmissed.thread;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The author of a message: the customer, or the business through its bot or a person. */
public enum MessageRole implements WireEnum {
    USER("user"),
    ASSISTANT("assistant");

    @EnumeratedValue
    private final String value;

    MessageRole(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
