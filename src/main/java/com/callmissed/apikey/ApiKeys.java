package com.callmissed.apikey;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.StoredHash;
import com.callmissed.events.UnitOfWork;
import com.callmissed.http.Cursor;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.security.Scope;
import com.callmissed.security.apikey.ApiKeyLookup;
import com.callmissed.security.apikey.Environment;
import com.callmissed.security.apikey.PlainKey;

/** The management of keys. Every call names the tenant. An id of another tenant counts as absent. */
@ApplicationScoped
public class ApiKeys {
    /**
     * Revokes keys as {@code revoke} does, from outside the service: those of the tenants {@code $1} with the ids
     * {@code $2}. Returns the ids of those that were not revoked yet. Processes remember a key for two seconds, so no
     * signal is needed, and sockets are checked.
     */
    public static final String REVOKE = """
            UPDATE api_key k SET revoked_at = now(), updated_at = now()
            FROM unnest($1::uuid[], $2::uuid[]) AS chosen (tenant_id, id)
            WHERE k.tenant_id = chosen.tenant_id AND k.id = chosen.id AND k.revoked_at IS NULL
            RETURNING k.id
            """;

    private final SecureRandom random = new SecureRandom();
    private final UnitOfWork unitOfWork;
    private final ApiKeyStore store;
    private final ApiKeyLookup lookup;
    private final ApiKeyHash hash;
    private final Ids ids;

    ApiKeys(UnitOfWork unitOfWork, ApiKeyStore store, ApiKeyLookup lookup, ApiKeyHash hash, Ids ids) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.lookup = lookup;
        this.hash = hash;
        this.ids = ids;
    }

    /**
     * Creates a key. Only this response contains its text.
     *
     * @param createdBy the subject of the person who creates it
     */
    public Uni<ApiKeyResponse> create(UUID tenantId, String createdBy, CreateKeyRequest request) {
        Environment environment = Objects.requireNonNullElse(request.environment(), Environment.LIVE);
        PlainKey plain = PlainKey.generate(environment, ids.next(), tenantId, random);
        return unitOfWork.perform(events -> {
            Instant now = Ids.now();
            ApiKey key = new ApiKey();
            key.id = plain.id();
            key.tenantId = tenantId;
            key.name = request.name();
            key.scopes = request.scopes().stream().sorted().map(Scope::value).toArray(String[]::new);
            key.rateLimitRpm = request.rateLimitRpm();
            key.expiresAt = Ids.stored(request.expiresAt());
            key.createdBy = createdBy;
            key.createdAt = now;
            key.updatedAt = now;
            carry(key, plain);
            return key.persist().replaceWith(() -> ApiKeyResponse.of(key, plain));
        });
    }

    /**
     * Returns at most {@code limit} keys after {@code after}, newest first, including revoked ones. A null {@code
     * after} starts with the newest.
     */
    Uni<List<ApiKeyResponse>> list(UUID tenantId, Cursor after, int limit) {
        return store.list(tenantId, after, limit);
    }

    Uni<ApiKeyResponse> get(UUID tenantId, UUID id) {
        return store.find(tenantId, id).onItem().ifNull().failWith(ApiKeys::notFound);
    }

    Uni<ApiKeyResponse> rename(UUID tenantId, UUID id, String name) {
        return unitOfWork.perform(events -> lock(tenantId, id).map(key -> {
            key.name = name;
            key.updatedAt = Ids.now();
            return ApiKeyResponse.from(key);
        }));
    }

    /**
     * Replaces the secret. The old one is invalid at once in this process.
     *
     * @throws ApiException conflict when the key is revoked
     */
    public Uni<ApiKeyResponse> rotate(UUID tenantId, UUID id) {
        return unitOfWork
                .perform(events -> lock(tenantId, id).map(key -> {
                    if (key.revokedAt != null) {
                        throw ApiException.conflict("The API key is revoked");
                    }
                    Environment environment = Environment.ofKey(key.prefix).orElseThrow();
                    PlainKey plain = PlainKey.generate(environment, id, tenantId, random);
                    carry(key, plain);
                    key.updatedAt = Ids.now();
                    return ApiKeyResponse.of(key, plain);
                }))
                .invoke(() -> lookup.forget(tenantId, id));
    }

    /** Revokes a key. Has no effect on a revoked key. */
    Uni<Void> revoke(UUID tenantId, UUID id) {
        return unitOfWork
                .perform(events -> lock(tenantId, id).invoke(key -> {
                    if (key.revokedAt == null) {
                        key.revokedAt = Ids.now();
                        key.updatedAt = key.revokedAt;
                    }
                }))
                .invoke(() -> lookup.forget(tenantId, id))
                .replaceWithVoid();
    }

    private void carry(ApiKey key, PlainKey plain) {
        StoredHash stored = hash.of(plain.text());
        key.secretHash = stored.hash();
        key.pepperId = stored.pepperId();
        key.innerKeys = stored.innerKeys();
        key.secretVersion = null;
        key.prefix = plain.prefix();
        key.lastFour = plain.lastFour();
    }

    private static Uni<ApiKey> lock(UUID tenantId, UUID id) {
        return ApiKey.lock(tenantId, id).onItem().ifNull().failWith(ApiKeys::notFound);
    }

    private static ApiException notFound() {
        return ApiException.notFound("API key");
    }
}
