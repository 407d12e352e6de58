package com.callmissed.thread;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of a conversation that a {@link ThreadChange} sets, with the SQL expression of each. */
final class ChangedColumns {
    /** The values before the change of a conversation that the statement inserts. */
    private static final Map<String, String> EMPTY = Map.ofEntries(
            Map.entry("status", "'active'"),
            Map.entry("status_reason", "NULL::text"),
            Map.entry("status_change_id", "NULL::uuid"),
            Map.entry("message_count", "0"),
            Map.entry("last_message_at", "NULL::timestamptz"),
            Map.entry("last_message_preview", "NULL::text"),
            Map.entry("last_inbound_at", "NULL::timestamptz"),
            Map.entry("ai_autoreply_enabled", ThreadChange.ALWAYS),
            Map.entry("control_epoch", "0"),
            Map.entry("autoreply_since", "NULL::timestamptz"),
            Map.entry("autoreply_by_kind", "NULL::text"),
            Map.entry("autoreply_by_id", "NULL::text"),
            Map.entry("autoreply_reason", "NULL::text"),
            Map.entry("autoreply_resumes_at", "NULL::timestamptz"),
            Map.entry("autoreply_change_id", "NULL::uuid"));

    private final Map<String, String> changed = new LinkedHashMap<>();
    private final boolean isNew;
    private final String now;

    /**
     * @param isNew whether the statement inserts the row; otherwise it updates the row {@code c}
     * @param now the time of the change, in SQL
     */
    ChangedColumns(boolean isNew, String now) {
        this.isNew = isNew;
        this.now = now;
    }

    void put(String column, String value) {
        changed.put(column, value);
    }

    /** The value after the changes so far. */
    String current(String column) {
        return changed.getOrDefault(column, old(column));
    }

    /** The value before the statement. */
    String old(String column) {
        return isNew ? EMPTY.getOrDefault(column, now) : "c." + column;
    }

    /** The later one of {@code time} and the current value. */
    String latest(String column, String time) {
        return isNew && !EMPTY.containsKey(column) ? now : "GREATEST(" + current(column) + ", " + time + ")";
    }

    String assignments() {
        return changed.entrySet().stream()
                .map(column -> column.getKey() + " = " + column.getValue())
                .collect(Collectors.joining(", "));
    }

    String names() {
        return String.join(", ", changed.keySet());
    }

    String values() {
        return String.join(", ", changed.values());
    }
}
