package com.callmissed.thread;

import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.PartitionKey;

/** The columns of a message that decide about it while it is locked. Statements store and change messages. */
@Entity
@Immutable
@Table(name = "message")
class Message extends PanacheEntityBase {
    @Id
    UUID id;

    @PartitionKey
    @Column(name = "tenant_id")
    UUID tenantId;

    @Column(name = "conversation_id")
    UUID conversationId;

    @Enumerated(EnumType.STRING)
    DeliveryStatus status;

    /** Whether the bot wrote the message automatically. */
    boolean automatic;
}
