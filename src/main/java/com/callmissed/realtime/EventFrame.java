package com.callmissed.realtime;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;

import com.callmissed.events.Actor;
import com.callmissed.events.DomainEvent;

/**
 * The event envelope of the contract, section 6, in its order. A durable log would put {@code seq} and {@code cursor}
 * before the type.
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record EventFrame(String type, UUID conversationId, Instant occurredAt, Actor actor, String requestId, Object data) {
    static EventFrame of(DomainEvent event) {
        return new EventFrame(
                event.type(),
                event.conversationId(),
                event.metadata().occurredAt(),
                event.metadata().actor(),
                event.metadata().requestId(),
                event.data());
    }
}
