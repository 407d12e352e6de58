package com.callmissed.conversation;

import java.util.Map;
import java.util.UUID;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.thread.Channel;

/** {@code externalId} is the customer on the channel; {@code metadata} may be null and is kept only by a new conversation. */
@JsonNaming(SnakeCaseStrategy.class)
public record OpenConversationRequest(
        @NotNull UUID botId,
        @NotNull Channel channel,
        @NotBlank @Size(max = 255) String externalId,
        Map<String, Object> metadata) {}
