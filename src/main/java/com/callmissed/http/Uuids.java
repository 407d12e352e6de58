package com.callmissed.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Parses UUIDs in their canonical form (RFC 9562, section 4). {@link UUID#fromString} would accept {@code 1-1-1-1-1}.
 */
public final class Uuids {
    private static final int LENGTH = 36;

    private Uuids() {}

    /** Returns empty for null and for any text that is not a canonical UUID. */
    public static Optional<UUID> parse(String text) {
        return text != null && isCanonical(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static boolean isCanonical(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !HexFormat.isHexDigit(c)) {
                return false;
            }
        }
        return true;
    }
}
