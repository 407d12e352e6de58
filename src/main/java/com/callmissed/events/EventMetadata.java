package com.callmissed.events;

import java.time.Instant;
import java.util.UUID;

import com.callmissed.persistence.Ids;

/**
 * The facts that every event carries. They are captured when the event is recorded. Create it only with the methods
 * here.
 *
 * @param requestId null when no request caused the event
 */
public record EventMetadata(UUID tenantId, Instant occurredAt, Actor actor, String requestId) {
    /** @param at the time of the change that the event reports */
    public static EventMetadata of(UUID tenantId, Instant at, Actor actor, String requestId) {
        return new EventMetadata(tenantId, at, actor, requestId);
    }

    /** Metadata of an event that the service itself causes now. */
    public static EventMetadata ofSystem(UUID tenantId, String requestId) {
        return of(tenantId, Ids.now(), Actor.SYSTEM, requestId);
    }
}
