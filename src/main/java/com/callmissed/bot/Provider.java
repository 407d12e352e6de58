package com.callmissed.bot;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The provider that carries a bot's messages. */
public enum Provider implements WireEnum {
    WHATSAPP("whatsapp"),
    TWILIO("twilio");

    @EnumeratedValue
    private final String value;

    Provider(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
