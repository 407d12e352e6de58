package com.callmissed.thread;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.persistence.JsonDocument;

/**
 * A message as clients see it, in the field order of contract section 1.
 *
 * @param tokensUsed null unless a model wrote the message
 * @param seq position in the thread, from 1
 * @param metadata what the channel sent besides the text, such as media ids or the reason of a failure; null if there
 *     is nothing
 * @param automatic whether the bot wrote the message automatically
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record MessageResponse(
        UUID id,
        UUID conversationId,
        MessageRole role,
        String content,
        MessageType messageType,
        @Schema(nullable = true) Integer tokensUsed,
        Instant createdAt,
        int seq,
        DeliveryStatus status,
        @Schema(nullable = true) JsonDocument metadata,
        boolean automatic) {
    /** The key in the metadata of a failed message for the number of parts of its text that were sent. */
    public static final String PARTS_SENT = "parts_sent";

    /** Whether the statement has left out the content or the metadata because it is long. */
    public boolean leftOut() {
        return content == null || metadata != null && metadata.isLeftOut();
    }

    public MessageResponse with(String wholeContent, JsonDocument wholeMetadata) {
        return new MessageResponse(
                id,
                conversationId,
                role,
                wholeContent,
                messageType,
                tokensUsed,
                createdAt,
                seq,
                status,
                wholeMetadata,
                automatic);
    }

    static MessageResponse from(Message m) {
        return new MessageResponse(
                m.id,
                m.conversationId,
                m.role,
                m.content,
                m.messageType,
                m.tokensUsed,
                m.createdAt,
                m.seq,
                m.status,
                JsonDocument.of(m.metadata),
                m.automatic);
    }
}
