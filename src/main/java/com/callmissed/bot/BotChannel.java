package com.callmissed.bot;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;

/** The connection of one bot to one provider. {@code credentials} are sealed. */
@Entity
@IdClass(BotChannel.Key.class)
@Table(name = "bot_channel")
class BotChannel extends PanacheEntityBase {
    @Id
    @Column(name = "tenant_id")
    UUID tenantId;

    @Id
    @Column(name = "bot_id")
    UUID botId;

    @Id
    @Enumerated(EnumType.STRING)
    Provider provider;

    String address;

    /** Not secret; null for a provider without accounts. */
    String account;

    byte[] credentials;

    @Column(name = "verify_token_hash")
    byte[] verifyTokenHash;

    @Column(name = "updated_at")
    Instant updatedAt;

    /** Deletes the connections of a bot on the session of the caller's unit of work. */
    static Uni<Long> deleteAll(UUID tenantId, UUID botId) {
        return delete("tenantId = ?1 and botId = ?2", tenantId, botId);
    }

    /** The primary key. */
    static final class Key implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        UUID tenantId;
        UUID botId;
        Provider provider;

        Key() {}

        Key(UUID tenantId, UUID botId, Provider provider) {
            this.tenantId = tenantId;
            this.botId = botId;
            this.provider = provider;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && key.tenantId.equals(tenantId)
                    && key.botId.equals(botId)
                    && key.provider == provider;
        }

        @Override
        public int hashCode() {
            return Objects.hash(tenantId, botId, provider);
        }
    }
}
