package com.callmissed.contact;

/**
 * What a customer is recognised by.
 *
 * @param value the same for all spellings; at most {@value #LONGEST} characters
 */
public record Identity(IdentityKind kind, String value) {
    static final int LONGEST = 300;

    /** Who shares the meaning of a user id: the bot, with a slash behind it; null for other kinds. */
    String portfolio() {
        return kind == IdentityKind.WHATSAPP_USER ? value.substring(0, value.indexOf('/') + 1) : null;
    }

    /** Without the value, which names a person. */
    @Override
    public String toString() {
        return "Identity[" + kind + "]";
    }
}
