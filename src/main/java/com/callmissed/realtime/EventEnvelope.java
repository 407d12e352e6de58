package com.callmissed.realtime;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.events.Actor;

/**
 * The schema of an event in the API document (contract section 6). The service sends the JSON text of the log, not this
 * record.
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(
        name = "Event",
        description = "An event; of one with the type resync_required there is nothing but the type",
        requiredProperties = "type")
record EventEnvelope(
        Long seq,
        String cursor,
        String type,
        UUID conversationId,
        Instant occurredAt,
        Actor actor,
        @Schema(nullable = true) String requestId,
        Map<String, Object> data) {}
