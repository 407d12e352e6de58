package com.callmissed.thread;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.PartitionKey;
import org.hibernate.type.SqlTypes;

/**
 * One thread between a customer and a bot. The columns that {@link ThreadChange} sets are read-only here, because its
 * statements write them while the row is locked.
 */
@Entity
@DynamicUpdate
@Table(name = "conversation")
class Conversation extends PanacheEntityBase {
    @Id
    UUID id;

    @PartitionKey
    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    @Column(name = "bot_id", updatable = false)
    UUID botId;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    Channel channel;

    @Column(name = "external_id", updatable = false)
    String externalId;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    ConversationStatus status;

    @Column(name = "status_changed_at", updatable = false)
    Instant statusChangedAt;

    @Column(name = "duration_seconds", updatable = false)
    Integer durationSeconds;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> metadata;

    @Embedded
    Control control;

    @Column(name = "message_count", updatable = false)
    int messageCount;

    @Column(name = "last_message_at", updatable = false)
    Instant lastMessageAt;

    @Column(name = "last_message_preview", updatable = false)
    String lastMessagePreview;

    @Column(name = "last_inbound_at", updatable = false)
    Instant lastInboundAt;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", updatable = false)
    Instant updatedAt;
}
