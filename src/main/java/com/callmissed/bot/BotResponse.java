package com.callmissed.bot;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.persistence.JsonDocument;

/** A bot in responses (contract section 4). */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record BotResponse(
        UUID id,
        UUID tenantId,
        String name,
        BotType type,
        String systemPrompt,
        @Schema(nullable = true) JsonDocument config,
        @JsonProperty("is_active") boolean active,
        Instant createdAt,
        Instant updatedAt,
        long conversationCount) {}
