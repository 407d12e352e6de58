package com.callmissed.contact;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;

/** The kinds of identities. */
public enum IdentityKind implements WireEnum {
    /** A phone line. The value is its number in E.164, in the spelling that all others become. */
    PHONE("phone"),
    /** A person as WhatsApp names them to one business. The value begins with the id of the bot. */
    WHATSAPP_USER("whatsapp_user"),
    /** The address of a caller that is not a phone number, or is not understood as one. */
    ADDRESS("address");

    private final String value;

    IdentityKind(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
