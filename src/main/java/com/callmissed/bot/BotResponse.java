package com.callmissed.bot;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A bot in responses (contract section 4). */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record BotResponse(
        UUID id,
        UUID tenantId,
        String name,
        BotType type,
        String systemPrompt,
        @Schema(nullable = true) Map<String, Object> config,
        @JsonProperty("is_active") boolean active,
        Instant createdAt,
        Instant updatedAt,
        long conversationCount) {

    static BotResponse from(Bot bot, long conversationCount) {
        return new BotResponse(
                bot.id,
                bot.tenantId,
                bot.name,
                bot.type,
                bot.systemPrompt,
                bot.config,
                bot.active,
                bot.createdAt,
                bot.updatedAt,
                conversationCount);
    }
}
