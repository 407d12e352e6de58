package com.callmissed.bot;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.persistence.JsonDocument;

/** A request for a new bot. {@code systemPrompt} and {@code config} may be null. */
@JsonNaming(SnakeCaseStrategy.class)
public record CreateBotRequest(
        @NotBlank @Size(max = 255) String name,
        @NotNull BotType type,
        @Size(max = 50_000) String systemPrompt,
        JsonDocument config) {}
