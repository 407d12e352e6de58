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
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.PartitionKey;
import org.hibernate.type.SqlTypes;

/** One thread between a customer and a bot. Changed only while its row is locked. */
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
    ConversationStatus status;

    @Column(name = "status_changed_at")
    Instant statusChangedAt;

    @Column(name = "duration_seconds")
    Integer durationSeconds;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> metadata;

    @Embedded
    Control control;

    @Column(name = "message_count")
    int messageCount;

    @Column(name = "last_message_at")
    Instant lastMessageAt;

    @Column(name = "last_message_preview")
    String lastMessagePreview;

    @Column(name = "last_inbound_at")
    Instant lastInboundAt;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    /** The conversation with its row locked until the transaction ends; null when the tenant has none of that id. */
    static Uni<Conversation> lock(UUID tenantId, UUID id) {
        return Conversation.<Conversation>find("tenantId = ?1 and id = ?2", tenantId, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    /** Whether automatic answers are on, as far as the conversation is concerned. */
    boolean answersItself() {
        return control.enabled && status == ConversationStatus.ACTIVE;
    }

    /** True where the channel has none. */
    boolean isReplyWindowOpen(Instant now) {
        return channel.isReplyWindowOpen(lastInboundAt, now);
    }

    void changeStatus(ConversationStatus next, Instant now) {
        if (next == ConversationStatus.ESCALATED) {
            control.escalated();
        }
        status = next;
        statusChangedAt = now;
        updatedAt = now;
    }

    /**
     * Gives out the next place in the thread, and reopens a finished conversation for a customer.
     *
     * @return true when the conversation was reopened
     */
    boolean take(Message message, Instant now) {
        messageCount++;
        message.seq = messageCount;
        message.createdAt = lastMessageAt != null && lastMessageAt.isAfter(now) ? lastMessageAt : now;
        lastMessageAt = message.createdAt;
        lastMessagePreview = Preview.of(message.content);
        updatedAt = message.createdAt;
        message.inHumanStretch = !control.enabled;
        if (message.role != MessageRole.USER) {
            return false;
        }
        lastInboundAt = message.createdAt;
        if (!status.isFinished()) {
            return false;
        }
        changeStatus(ConversationStatus.ACTIVE, message.createdAt);
        return true;
    }
}
