package com.callmissed.thread;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The type of a message. {@code content} is readable text for each type. */
public enum MessageType implements WireEnum {
    TEXT("text"),
    IMAGE("image"),
    AUDIO("audio"),
    VIDEO("video"),
    DOCUMENT("document"),
    STICKER("sticker"),
    LOCATION("location"),
    CONTACTS("contacts"),
    INTERACTIVE("interactive"),
    BUTTON("button"),
    REACTION("reaction"),
    TEMPLATE("template"),
    SYSTEM("system");

    @EnumeratedValue
    private final String value;

    MessageType(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
