package com.callmissed.thread;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.http.json.JsonForm;
import com.callmissed.persistence.JsonDocument;

/**
 * A conversation as clients see it, in the field order of contract section 1.
 *
 * @param durationSeconds length of a call; null for other channels and while it is not known
 * @param botName empty after the bot was deleted
 * @param replyWindowExpiresAt when WhatsApp stops accepting free-form replies: 24 hours after the customer's last
 *     message; null before the first one, and for voice
 * @param statusReason why the service itself has set the status; null when a client or the channel has set it
 * @param contactId null if the customer is not known: a caller who has withheld the number
 * @param displayName what people call the customer: the name of the contact, else that of the profile
 * @param contactName the name that people of the business have given to the contact
 * @param profileName the name that the customer has chosen on the channel
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record ConversationResponse(
        UUID id,
        UUID tenantId,
        UUID botId,
        Channel channel,
        String externalId,
        ConversationStatus status,
        @Schema(nullable = true) Integer durationSeconds,
        @Schema(nullable = true) JsonDocument metadata,
        boolean aiAutoreplyEnabled,
        Instant createdAt,
        Instant updatedAt,
        String botName,
        @Schema(nullable = true) Instant lastMessageAt,
        @Schema(nullable = true) String lastMessagePreview,
        int messageCount,
        @Schema(nullable = true) Instant replyWindowExpiresAt,
        AutoreplyState autoreply,
        @Schema(nullable = true) StatusReason statusReason,
        @Schema(nullable = true) UUID contactId,
        @Schema(nullable = true) String displayName,
        @Schema(nullable = true) String contactName,
        @Schema(nullable = true) String profileName) {

    /** For lists. */
    public static final JsonForm<ConversationResponse> FORM = new JsonForm<ConversationResponse>()
            .uuid("id", ConversationResponse::id)
            .uuid("tenant_id", ConversationResponse::tenantId)
            .uuid("bot_id", ConversationResponse::botId)
            .wire("channel", ConversationResponse::channel)
            .text("external_id", ConversationResponse::externalId)
            .wire("status", ConversationResponse::status)
            .number("duration_seconds", ConversationResponse::durationSeconds)
            .json("metadata", conversation -> JsonDocument.text(conversation.metadata))
            .bool("ai_autoreply_enabled", ConversationResponse::aiAutoreplyEnabled)
            .instant("created_at", ConversationResponse::createdAt)
            .instant("updated_at", ConversationResponse::updatedAt)
            .text("bot_name", ConversationResponse::botName)
            .instant("last_message_at", ConversationResponse::lastMessageAt)
            .text("last_message_preview", ConversationResponse::lastMessagePreview)
            .number("message_count", ConversationResponse::messageCount)
            .instant("reply_window_expires_at", ConversationResponse::replyWindowExpiresAt)
            .object("autoreply", ConversationResponse::autoreply, AutoreplyState.FORM)
            .wire("status_reason", ConversationResponse::statusReason)
            .uuid("contact_id", ConversationResponse::contactId)
            .text("display_name", ConversationResponse::displayName)
            .text("contact_name", ConversationResponse::contactName)
            .text("profile_name", ConversationResponse::profileName);

    /** Whether the statement has left out the metadata because it is long. */
    public boolean leftOut() {
        return metadata != null && metadata.isLeftOut();
    }

    public ConversationResponse with(JsonDocument whole) {
        return new ConversationResponse(
                id,
                tenantId,
                botId,
                channel,
                externalId,
                status,
                durationSeconds,
                whole,
                aiAutoreplyEnabled,
                createdAt,
                updatedAt,
                botName,
                lastMessageAt,
                lastMessagePreview,
                messageCount,
                replyWindowExpiresAt,
                autoreply,
                statusReason,
                contactId,
                displayName,
                contactName,
                profileName);
    }
}
