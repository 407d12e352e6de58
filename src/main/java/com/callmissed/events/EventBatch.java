package com.callmissed.events;

import java.util.List;
import java.util.UUID;

/**
 * What was read of a tenant's log at once.
 *
 * @param events at least one, each the very next one after that before it
 */
public record EventBatch(UUID tenantId, List<LoggedEvent> events) implements TailUpdate {
    LoggedEvent last() {
        return events.get(events.size() - 1);
    }
}
