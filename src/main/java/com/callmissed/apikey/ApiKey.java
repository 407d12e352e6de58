package com.callmissed.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.PartitionKey;

import com.callmissed.security.Scope;

/** The row of a key, which never contains the text of the key. Revoking a key keeps its row. */
@Entity
@DynamicUpdate
@Table(name = "api_key")
class ApiKey extends PanacheEntityBase {
    @Id
    UUID id;

    @PartitionKey
    @Column(name = "tenant_id", updatable = false)
    UUID tenantId;

    String name;

    @Column(name = "secret_hash")
    byte[] secretHash;

    @Column(name = "pepper_id")
    byte[] pepperId;

    @Column(name = "inner_keys")
    byte[] innerKeys;

    /** Null for the beginning of the hash. */
    @Column(name = "secret_version")
    byte[] secretVersion;

    String prefix;

    @Column(name = "last_four")
    String lastFour;

    @Column(updatable = false)
    String[] scopes;

    @Column(name = "rate_limit_rpm", updatable = false)
    Integer rateLimitRpm;

    @Column(name = "expires_at", updatable = false)
    Instant expiresAt;

    @Column(name = "last_used_at", insertable = false, updatable = false)
    Instant lastUsedAt;

    @Column(name = "revoked_at")
    Instant revokedAt;

    @Column(name = "created_by", updatable = false)
    String createdBy;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    /**
     * Returns the key and locks its row until the transaction ends. Returns null when the tenant has no key with this
     * id.
     */
    static Uni<ApiKey> lock(UUID tenantId, UUID id) {
        return ApiKey.<ApiKey>find("tenantId = ?1 and id = ?2", tenantId, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    List<Scope> grantedScopes() {
        return Scope.known(scopes);
    }
}
