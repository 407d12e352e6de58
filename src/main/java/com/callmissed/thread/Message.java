package com.callmissed.thread;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.PartitionKey;
import org.hibernate.type.SqlTypes;

/** One message of a conversation. {@link MessageInsert} stores it. */
@Entity
@Table(name = "message")
class Message extends PanacheEntityBase {
    @Id
    UUID id;

    @PartitionKey
    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    @Column(name = "conversation_id", updatable = false)
    UUID conversationId;

    @Column(name = "bot_id", updatable = false)
    UUID botId;

    @Column(updatable = false)
    int seq;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    MessageRole role;

    @Column(updatable = false)
    String content;

    @Enumerated(EnumType.STRING)
    @Column(name = "message_type", updatable = false)
    MessageType messageType;

    @Column(name = "tokens_used", updatable = false)
    Integer tokensUsed;

    @Enumerated(EnumType.STRING)
    DeliveryStatus status;

    @Column(name = "provider_message_id")
    String providerMessageId;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> metadata;

    /** Whether the bot wrote the message automatically. */
    @Column(updatable = false)
    boolean automatic;

    @Column(name = "in_human_stretch", updatable = false)
    boolean inHumanStretch;

    @Column(name = "send_attempt")
    int sendAttempt = 1;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    Map<String, Object> reactions;

    @Column(name = "deleted_at", updatable = false)
    Instant deletedAt;

    /**
     * Queues a failed message again. Reports about earlier attempts no longer change it.
     *
     * @return how many parts of its text were sent already
     */
    int tryAgain() {
        Map<String, Object> rest = new HashMap<>(metadata == null ? Map.of() : metadata);
        rest.remove("error");
        Object partsSent = rest.remove(MessageResponse.PARTS_SENT);
        metadata = rest.isEmpty() ? null : rest;
        status = DeliveryStatus.QUEUED;
        sendAttempt++;
        providerMessageId = null;
        return partsSent instanceof Number parts ? parts.intValue() : 0;
    }
}
