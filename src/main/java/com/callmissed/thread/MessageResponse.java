package com.callmissed.thread;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.http.WireEnum;
import com.callmissed.http.json.JsonForm;
import com.callmissed.persistence.JsonDocument;

/**
 * A message as clients see it, in the field order of contract section 1.
 *
 * @param tokensUsed null unless a model wrote the message
 * @param seq position in the thread, from 1
 * @param metadata what the channel sent besides the text, such as media ids or the reason of a failure; null if there
 *     is nothing
 * @param automatic whether the bot wrote the message automatically
 * @param reactions at most one of each side
 * @param deletedAt when its author deleted the message, whose content is then {@code ""}; null if it was not deleted
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
        boolean automatic,
        List<Reaction> reactions,
        @Schema(nullable = true) Instant deletedAt) {
    /** An emoji that the customer or the business has put on the message. */
    @RegisterForReflection
    public record Reaction(String emoji, By by) {
        private static final JsonForm<Reaction> FORM = (reaction, out) -> out.begin()
                .text("emoji", reaction.emoji)
                .wire("by", reaction.by)
                .end();

        /** Who has reacted. */
        public enum By implements WireEnum {
            CUSTOMER,
            BUSINESS;

            private final String value = name().toLowerCase(Locale.ROOT);

            @JsonValue
            @Override
            public String value() {
                return value;
            }
        }

        /** @param reactions the emoji of each side, as stored; null if there are none */
        static List<Reaction> list(Map<String, Object> reactions) {
            return reactions == null
                    ? List.of()
                    : Stream.of(By.values())
                            .filter(by -> reactions.get(by.value()) != null)
                            .map(by -> new Reaction((String) reactions.get(by.value()), by))
                            .toList();
        }
    }

    /** For pages and threads. */
    public static final JsonForm<MessageResponse> FORM = (message, out) -> out.begin()
            .uuid("id", message.id)
            .uuid("conversation_id", message.conversationId)
            .wire("role", message.role)
            .text("content", message.content)
            .wire("message_type", message.messageType)
            .number("tokens_used", message.tokensUsed)
            .instant("created_at", message.createdAt)
            .number("seq", message.seq)
            .wire("status", message.status)
            .json("metadata", JsonDocument.text(message.metadata))
            .bool("automatic", message.automatic)
            .array("reactions", message.reactions, Reaction.FORM)
            .instant("deleted_at", message.deletedAt)
            .end();

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
                automatic,
                reactions,
                deletedAt);
    }
}
