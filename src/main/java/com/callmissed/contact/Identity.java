package com.callmissed.contact;

/**
 * What a customer is recognised by.
 *
 * @param value the same for all spellings; at most {@value #LONGEST} characters
 */
public record Identity(IdentityKind kind, String value) {
    static final int LONGEST = 300;

    /** Without the value, which names a person. */
    @Override
    public String toString() {
        return "Identity[" + kind + "]";
    }
}
