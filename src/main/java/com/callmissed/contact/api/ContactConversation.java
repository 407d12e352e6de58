package com.callmissed.contact.api;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;

/** A conversation in the history of a contact. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record ContactConversation(
        UUID id,
        UUID botId,
        Channel channel,
        String externalId,
        ConversationStatus status,
        Instant createdAt,
        @Schema(nullable = true) Instant lastMessageAt,
        @Schema(nullable = true) String lastMessagePreview,
        int messageCount) {
    ContactConversation withoutText() {
        return new ContactConversation(
                id, botId, channel, externalId, status, createdAt, lastMessageAt, null, messageCount);
    }
}
