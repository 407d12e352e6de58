package com.callmissed.bot;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.persistence.JsonDocument;

/**
 * Replaces the changeable fields of a bot. {@code type} may be repeated but not changed. {@code systemPrompt} and
 * {@code config} may be null.
 */
@JsonNaming(SnakeCaseStrategy.class)
public record UpdateBotRequest(
        @NotBlank @Size(max = 255) String name,
        BotType type,
        @Size(max = 50_000) String systemPrompt,
        JsonDocument config) {}
