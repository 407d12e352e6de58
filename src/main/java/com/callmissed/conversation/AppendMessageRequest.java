package com.callmissed.conversation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** {@code messageType} is text when null; {@code tokensUsed} may be null. */
@JsonNaming(SnakeCaseStrategy.class)
public record AppendMessageRequest(
        @NotNull MessageRole role,
        @NotBlank @Size(max = 65_536) String content,
        MessageType messageType,
        @PositiveOrZero Integer tokensUsed) {}
