package com.callmissed.thread;

import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import org.hibernate.annotations.PartitionKey;

/**
 * One thread between a customer and a bot: the columns that it is found by. What the rules of {@link ThreadChange}
 * decide is not here: their statements write it, and {@link ConversationRow} reads it.
 */
@Entity
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

    /** Finds the only thread of a customer with a bot on a channel, on the session of the caller's unit of work. */
    static Uni<Conversation> of(UUID tenantId, NewThread thread) {
        return find(
                        "tenantId = ?1 and botId = ?2 and channel = ?3 and externalId = ?4",
                        tenantId,
                        thread.botId(),
                        thread.channel(),
                        thread.externalId())
                .firstResult();
    }
}
