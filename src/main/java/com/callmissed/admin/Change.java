package com.callmissed.admin;

import java.util.List;
import java.util.Map;

/**
 * The result of a command that changes something, or would.
 *
 * @param action as in the audit log, such as {@code message.retry}
 * @param runId the request id of the audit entries and events; null for a dry run
 * @param items what was chosen, with the field {@link #RESULT}
 * @param more whether more match than the limit
 * @param warnings what an operator has to know before {@code --yes}
 */
record Change(
        String action,
        boolean dryRun,
        String runId,
        List<Map<String, Object>> items,
        boolean more,
        List<String> warnings) {
    /** The result of an item: {@code changed}, or why it is left as it is. */
    static final String RESULT = "result";

    static final String CHANGED = "changed";

    long changed() {
        return items.stream().filter(item -> CHANGED.equals(item.get(RESULT))).count();
    }
}
