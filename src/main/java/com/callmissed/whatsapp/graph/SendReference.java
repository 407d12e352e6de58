package com.callmissed.whatsapp.graph;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code biz_opaque_callback_data} of a send request, which Meta repeats in every report about it. It identifies
 * the message of a report even if the response to the request was lost.
 *
 * @param attempt number of the attempt at the message, from 1
 * @param part index of the part, from 0
 * @param parts number of parts of the message
 */
public record SendReference(UUID messageId, int attempt, int part, int parts) {
    private static final Pattern FORM =
            Pattern.compile("cm1:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
                    + ":([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9})");

    public SendReference {
        if (attempt < 1 || part < 0 || part >= parts) {
            throw new IllegalArgumentException("attempt " + attempt + ", part " + part + " of " + parts);
        }
    }

    /** Returns empty for null and for a text of another program, because other programs may use the same number. */
    public static Optional<SendReference> parse(String text) {
        Matcher matcher = FORM.matcher(text == null ? "" : text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SendReference(
                    UUID.fromString(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean isLastPart() {
        return part == parts - 1;
    }

    public String format() {
        return "cm1:" + messageId + ":" + attempt + ":" + part + ":" + parts;
    }
}
