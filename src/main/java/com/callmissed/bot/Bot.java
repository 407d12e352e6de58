package com.callmissed.bot;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.PartitionKey;

/**
 * The row of a bot without its config, which {@link BotStore} reads and writes as text. Deleting a bot clears the row
 * and keeps it.
 */
@Entity
@DynamicUpdate
@Table(name = "bot")
class Bot extends PanacheEntityBase {
    @Id
    UUID id;

    @PartitionKey
    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    String name;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    BotType type;

    @Column(name = "system_prompt")
    String systemPrompt;

    @Column(name = "is_active")
    boolean active;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Column(name = "deleted_at")
    Instant deletedAt;

    /**
     * Returns the bot and locks its row until the transaction ends. Returns null when the tenant has no bot with this
     * id, or deleted it.
     */
    static Uni<Bot> lock(UUID tenantId, UUID id) {
        return Bot.<Bot>find("tenantId = ?1 and id = ?2 and deletedAt is null", tenantId, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    void delete(Instant now) {
        name = "";
        systemPrompt = "";
        active = false;
        updatedAt = now;
        deletedAt = now;
    }
}
