package com.callmissed.testing;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.callmissed.events.Actor;
import com.callmissed.events.DomainEvent;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.EventType;

/** An event that belongs to no feature. */
public record TestEvent(EventMetadata metadata, EventType type, UUID conversationId, Object data)
        implements DomainEvent {
    /** One without content. */
    public static TestEvent of(UUID tenant) {
        return with(tenant, Map.of());
    }

    public static TestEvent of(UUID tenant, Object value) {
        return with(tenant, Map.of("value", value));
    }

    public static TestEvent with(UUID tenant, Object data) {
        return new TestEvent(
                new EventMetadata(
                        tenant, Instant.parse("2026-11-22T13:00:00Z"), Actor.customer("+919876543210"), "req-1"),
                EventType.MESSAGE_STATUS,
                UUID.fromString("0190a6c0-0000-7000-8000-000000000001"),
                data);
    }
}
