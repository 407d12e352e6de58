package com.callmissed.bot;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The purpose of a bot. It never changes. */
public enum BotType implements WireEnum {
    WHATSAPP("whatsapp"),
    WHATSAPP_VOICE("whatsapp_voice"),
    INBOUND_CALL("inbound_call"),
    OUTBOUND_CALL("outbound_call"),
    IVR("ivr");

    @EnumeratedValue
    private final String value;

    BotType(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** Returns true when bots of this type take incoming calls. */
    public boolean takesCalls() {
        return this == INBOUND_CALL || this == IVR || this == WHATSAPP_VOICE;
    }
}
