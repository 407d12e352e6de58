package com.callmissed.whatsapp;

import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** Compares numbers by their digits. */
final class Digits {
    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");
    private static final int LONGEST = 254;

    private Digits() {}

    /** Returns the digits of a text; an empty text if it is absent, or longer than any number. */
    static String of(JsonNode text) {
        return text.isTextual() && text.textValue().length() <= LONGEST
                ? NO_DIGIT.matcher(text.textValue()).replaceAll("")
                : "";
    }

    /** Returns the digits of the business's own number. */
    static String ofBusiness(JsonNode value) {
        return of(value.path("metadata").path("display_phone_number"));
    }
}
