package com.callmissed.thread;

import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Column;
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
 * One thread between a customer and a bot: what it is found by, and what people edit. What the rules of {@link
 * ThreadChange} decide is not here: their statements write it, and {@link ConversationRow} reads it.
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

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> metadata;
}
