package com.callmissed.apikey;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.crypto.KeyedHash;
import com.callmissed.events.UnitOfWork;
import com.callmissed.http.Cursor;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.security.Scope;
import com.callmissed.security.apikey.ApiKeyLookup;
import com.callmissed.security.apikey.Environment;
import com.callmissed.security.apikey.PlainKey;

/** What people do with keys. Every call names the tenant; an id of another tenant is as good as none. */
@ApplicationScoped
public class ApiKeys {
    private final SecureRandom random = new SecureRandom();
    private final UnitOfWork unitOfWork;
    private final ApiKeyStore store;
    private final ApiKeyLookup lookup;
    private final KeyedHash hash;
    private final Ids ids;

    ApiKeys(UnitOfWork unitOfWork, ApiKeyStore store, ApiKeyLookup lookup, KeyedHash hash, Ids ids) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.lookup = lookup;
        this.hash = hash;
        this.ids = ids;
    }

    /**
     * Makes a key. The answer is the only place where its text ever appears.
     *
     * @param createdBy the subject of the person who asked for it
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

    /** At most {@code limit} keys, newest first, revoked ones too, behind {@code after} unless it is null. */
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

    /** Puts a new secret in the place of the old one, which is dead at once in this process. A revoked key stays revoked. */
    public Uni<ApiKeyResponse> rotate(UUID tenantId, UUID id) {
        return unitOfWork
                .perform(events -> lock(tenantId, id).map(key -> {
                    if (key.revokedAt != null) {
                        throw ApiException.conflict("The API key is revoked");
                    }
                    Environment environment = Environment.ofKey(key.prefix).orElseThrow();
                    PlainKey plain = PlainKey.generate(environment, id, tenantId, random);
                    byte[] oldHash = key.secretHash;
                    carry(key, plain);
                    key.updatedAt = Ids.now();
                    return new Rotation(oldHash, ApiKeyResponse.of(key, plain));
                }))
                .invoke(rotation -> lookup.forget(rotation.oldHash))
                .map(Rotation::answer);
    }

    /** Revoking a revoked key changes nothing. */
    Uni<Void> revoke(UUID tenantId, UUID id) {
        return unitOfWork
                .perform(events -> lock(tenantId, id).invoke(key -> {
                    if (key.revokedAt == null) {
                        key.revokedAt = Ids.now();
                        key.updatedAt = key.revokedAt;
                    }
                }))
                .invoke(key -> lookup.forget(key.secretHash))
                .replaceWithVoid();
    }

    private void carry(ApiKey key, PlainKey plain) {
        key.secretHash = hash.of(plain.text());
        key.prefix = plain.prefix();
        key.lastFour = plain.lastFour();
    }

    private static Uni<ApiKey> lock(UUID tenantId, UUID id) {
        return ApiKey.lock(tenantId, id).onItem().ifNull().failWith(ApiKeys::notFound);
    }

    private static ApiException notFound() {
        return ApiException.notFound("API key");
    }

    private record Rotation(byte[] oldHash, ApiKeyResponse answer) {}
}
