package com.callmissed.conversation;

import java.util.UUID;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import com.callmissed.persistence.JsonDocument;
import com.callmissed.thread.Channel;

/**
 * The body of a request that finds or opens a conversation.
 *
 * @param externalId the customer on the channel
 * @param metadata stored only if the conversation is new; may be null
 */
@JsonNaming(SnakeCaseStrategy.class)
public record OpenConversationRequest(
        @NotNull UUID botId,
        @NotNull Channel channel,
        @NotBlank @Size(max = 255) String externalId,
        JsonDocument metadata) {}
