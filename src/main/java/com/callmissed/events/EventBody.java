package com.callmissed.events;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The part of the event envelope that is known before the event has a sequence number, in the order of contract section
 * 6.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record EventBody(String type, UUID conversationId, Instant occurredAt, Actor actor, String requestId, Object data) {
    static EventBody of(DomainEvent event) {
        EventMetadata metadata = event.metadata();
        return new EventBody(
                event.type().value(),
                event.conversationId(),
                metadata.occurredAt(),
                metadata.actor(),
                metadata.requestId(),
                event.data());
    }
}
