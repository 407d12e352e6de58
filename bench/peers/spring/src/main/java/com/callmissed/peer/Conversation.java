package com.callmissed.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonRawValue;

/** A conversation with the fields of the service. */
record Conversation(
        UUID id,
        UUID tenantId,
        UUID botId,
        String channel,
        String externalId,
        String status,
        Integer durationSeconds,
        @JsonRawValue String metadata,
        boolean aiAutoreplyEnabled,
        Instant createdAt,
        Instant updatedAt,
        String botName,
        Instant lastMessageAt,
        String lastMessagePreview,
        int messageCount,
        Instant replyWindowExpiresAt,
        Autoreply autoreply,
        String statusReason,
        UUID contactId,
        String displayName,
        String contactName,
        String profileName) {
    static final String[] COLUMNS = {
        "c_id",
        "c_tenant_id",
        "c_bot_id",
        "c_channel",
        "c_external_id",
        "c_status",
        "c_duration_seconds",
        "c_metadata",
        "c_ai_autoreply_enabled",
        "c_created_at",
        "c_updated_at",
        "c_bot_name",
        "c_last_message_at",
        "c_last_message_preview",
        "c_message_count",
        "c_last_inbound_at",
        "c_control_epoch",
        "c_autoreply_since",
        "c_autoreply_by_kind",
        "c_autoreply_by_id",
        "c_autoreply_reason",
        "c_autoreply_resumes_at",
        "c_status_reason",
        "c_contact_id",
        "c_contact_name",
        "c_profile_name"
    };

    private static final Duration WINDOW = Duration.ofHours(24);

    /** Who answers. */
    record Autoreply(boolean enabled, int epoch, Instant since, Actor by, String reason, Instant resumesAt) {}

    /** Who has switched it. */
    record Actor(String kind, String id) {}

    /** @param row the columns of {@link #COLUMNS} */
    static Conversation read(Columns.Cells row) {
        String channel = row.text(3);
        boolean enabled = row.bool(8);
        Instant createdAt = row.instant(9);
        String contactName = row.text(24);
        String profileName = row.text(25);
        return new Conversation(
                row.uuid(0),
                row.uuid(1),
                row.uuid(2),
                channel,
                row.text(4),
                row.text(5),
                row.number(6),
                row.text(7),
                enabled,
                createdAt,
                row.instant(10),
                row.text(11),
                row.instant(12),
                row.text(13),
                row.number(14),
                expiry(channel, row.instant(15)),
                autoreply(row, enabled, createdAt),
                row.text(22),
                row.uuid(23),
                contactName == null ? profileName : contactName,
                contactName,
                profileName);
    }

    private static Instant expiry(String channel, Instant lastInboundAt) {
        return lastInboundAt != null && channel.equals("whatsapp") ? lastInboundAt.plus(WINDOW) : null;
    }

    private static Autoreply autoreply(Columns.Cells row, boolean enabled, Instant createdAt) {
        Instant since = row.instant(17);
        String kind = row.text(18);
        return new Autoreply(
                enabled,
                row.number(16),
                since == null ? createdAt : since,
                kind == null ? null : new Actor(kind, row.text(19)),
                row.text(20),
                row.instant(21));
    }
}
