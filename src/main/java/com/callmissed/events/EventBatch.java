package com.callmissed.events;

import java.util.List;
import java.util.UUID;

/**
 * Events from one read of a tenant's log.
 *
 * @param events at least one; each directly follows the one before it
 */
public record EventBatch(UUID tenantId, List<LoggedEvent> events) implements TailUpdate {
    LoggedEvent last() {
        return events.get(events.size() - 1);
    }
}
