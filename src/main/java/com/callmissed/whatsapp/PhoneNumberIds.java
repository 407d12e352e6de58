package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the phone number ids in a body without parsing it, because its signature is not verified yet. */
final class PhoneNumberIds {
    /** Meta sends at most 1 000 updates in one payload. */
    static final int MOST = 1000;

    private static final Pattern NAMED =
            Pattern.compile("\"phone_number_id\"\\s{0,32}:\\s{0,32}\"([A-Za-z0-9_-]{1,64})\"");

    private PhoneNumberIds() {}

    /**
     * Returns the distinct ids in their order; one more than {@link #MOST} if there are too many. Escaped quotes inside
     * a text do not match.
     */
    static Set<String> in(byte[] body) {
        Set<String> ids = new LinkedHashSet<>();
        Matcher matcher = NAMED.matcher(new String(body, StandardCharsets.ISO_8859_1));
        while (ids.size() <= MOST && matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }
}
