package com.callmissed.events;

import java.time.Instant;
import java.util.UUID;

import com.callmissed.persistence.Ids;

/**
 * What every event knows, captured when it is recorded. Only the methods here make one.
 *
 * @param requestId null when no request caused the event
 */
public record EventMetadata(UUID tenantId, Instant occurredAt, Actor actor, String requestId) {
    /** @param at the time of the change that the event reports */
    public static EventMetadata of(UUID tenantId, Instant at, Actor actor, String requestId) {
        return new EventMetadata(tenantId, at, actor, requestId);
    }

    /** Of an event that the service itself causes now. */
    public static EventMetadata ofSystem(UUID tenantId, String requestId) {
        return of(tenantId, Ids.now(), Actor.SYSTEM, requestId);
    }
}
