package com.callmissed.whatsapp.graph;

import java.util.regex.Pattern;

/**
 * To whom a message is sent, as Meta's API names it.
 *
 * @param type the {@code recipient_type}
 * @param field the field that has the {@code value}
 */
record GraphRecipient(String type, String field, String value) {
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9]{4,20}");

    /** @param address a phone number with or without plus sign, or Meta's id of a customer without a number */
    static GraphRecipient person(String address) {
        return PHONE.matcher(address).matches()
                ? new GraphRecipient("individual", "to", address.startsWith("+") ? address.substring(1) : address)
                : new GraphRecipient("individual", "recipient", address);
    }

    static GraphRecipient group(String id) {
        return new GraphRecipient("group", "to", id);
    }

    /** Without the address, which names a person. */
    @Override
    public String toString() {
        return "GraphRecipient[" + type + "]";
    }
}
