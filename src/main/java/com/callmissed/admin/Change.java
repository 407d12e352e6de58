package com.callmissed.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a command that changes something, or would.
 *
 * @param action as in the audit log, such as {@code message.retry}
 * @param run what the audit entries and events belong to; null for a dry run
 * @param items what was chosen, with the field {@link #RESULT}
 * @param more whether more match than the limit
 * @param warnings what an operator has to know before {@code --yes}
 */
record Change(String action, Run run, List<Map<String, Object>> items, boolean more, List<String> warnings) {
    /** The result of an item: {@code changed}, or why it is left as it is. */
    static final String RESULT = "result";

    static final String CHANGED = "changed";

    /** A chosen row with its result, which comes first. */
    static Map<String, Object> item(String result, Map<String, Object> row) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(RESULT, result);
        item.putAll(row);
        return item;
    }

    boolean dryRun() {
        return run == null;
    }

    /** The request id of the audit entries and events; null for a dry run. */
    String runId() {
        return dryRun() ? null : run.id();
    }

    long changed() {
        return items.stream().filter(item -> CHANGED.equals(item.get(RESULT))).count();
    }
}
