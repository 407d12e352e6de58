package com.callmissed.http;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Parses UUIDs in their canonical form (RFC 9562, section 4). {@link UUID#fromString} would accept {@code 1-1-1-1-1}.
 */
public final class Uuids {
    private static final Pattern CANONICAL = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Uuids() {}

    /** Returns empty for null and for any text that is not a canonical UUID. */
    public static Optional<UUID> parse(String text) {
        return text != null && CANONICAL.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }
}
