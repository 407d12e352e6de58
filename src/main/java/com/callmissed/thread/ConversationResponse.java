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
    public static final JsonForm<ConversationResponse> FORM = (conversation, out) -> out.begin()
            .uuid("id", conversation.id)
            .uuid("tenant_id", conversation.tenantId)
            .uuid("bot_id", conversation.botId)
            .wire("channel", conversation.channel)
            .text("external_id", conversation.externalId)
            .wire("status", conversation.status)
            .number("duration_seconds", conversation.durationSeconds)
            .json("metadata", JsonDocument.text(conversation.metadata))
            .bool("ai_autoreply_enabled", conversation.aiAutoreplyEnabled)
            .instant("created_at", conversation.createdAt)
            .instant("updated_at", conversation.updatedAt)
            .text("bot_name", conversation.botName)
            .instant("last_message_at", conversation.lastMessageAt)
            .text("last_message_preview", conversation.lastMessagePreview)
            .number("message_count", conversation.messageCount)
            .instant("reply_window_expires_at", conversation.replyWindowExpiresAt)
            .object("autoreply", conversation.autoreply, AutoreplyState.FORM)
            .wire("status_reason", conversation.statusReason)
            .uuid("contact_id", conversation.contactId)
            .text("display_name", conversation.displayName)
            .text("contact_name", conversation.contactName)
            .text("profile_name", conversation.profileName)
            .end();

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
