package com.callmissed.nativeimage;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces what differs between two runs, such as ids, times, keys and cursors. Ids are numbered in the order in which
 * they appear, so that the relations between them stay.
 */
final class Placeholders {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern KEY = Pattern.compile("cm_(live|test)_\\w+");
    private static final Pattern LAST_FOUR = Pattern.compile("\"last_four\":\"\\w{4}\"");
    private static final Pattern CURSOR =
            Pattern.compile("(\"cursor\":\"|x-event-cursor: |x-next-cursor: |[?&]cursor=|[?&]after=)[\\w-]{16,}");
    private static final Pattern SECONDS = Pattern.compile("(retry-after: |\"after_ms\":)\\d+");

    private final Map<String, String> ids = new HashMap<>();

    String replace(String text) {
        String replaced = UUID.matcher(text)
                .replaceAll(match -> ids.computeIfAbsent(match.group(), id -> "<id " + (ids.size() + 1) + ">"));
        replaced = TIME.matcher(replaced).replaceAll("<time>");
        replaced = KEY.matcher(replaced).replaceAll("<key>");
        replaced = LAST_FOUR.matcher(replaced).replaceAll("\"last_four\":\"<last four>\"");
        replaced = CURSOR.matcher(replaced).replaceAll("$1<cursor>");
        return SECONDS.matcher(replaced).replaceAll("$1<number>");
    }
}
