package com.callmissed.thread;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** Where the customer talks. */
public enum Channel implements WireEnum {
    WHATSAPP("whatsapp"),
    VOICE("voice");

    @EnumeratedValue
    private final String value;

    Channel(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
