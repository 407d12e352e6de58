package com.callmissed.security.apikey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.StoredHash;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Reserved;
import com.callmissed.security.Caches;
import com.callmissed.security.Caller;
import com.callmissed.security.CallerIdentity;
import com.callmissed.security.UnknownCredentials;

/**
 * Looks up the row of a key. The result, also an absent row, is cached under the key's current hash for 2 s from the
 * start of the look-up. So this process accepts a key that another replica revoked or rotated for at most 2 s; the
 * contract allows 5 s. When the database is unavailable for longer, no key is accepted. A key that was found in the
 * last ten minutes does not count as unknown. One look-up finds a key under any of the peppers.
 */
@ApplicationScoped
public class ApiKeyLookup {
    private static final Logger LOG = Logger.getLogger(ApiKeyLookup.class);
    private static final Duration MEMORY = Duration.ofSeconds(2);
    private static final Duration KNOWN_FOR = Duration.ofMinutes(10);
    private static final int MAX_REMEMBERED = 10_000;
    private static final String SELECT = "SELECT " + StoredKey.TYPE.sql();
    static final String FIND = SELECT + " FROM api_key k WHERE k.tenant_id = $1 AND k.id = $2";
    static final String FIND_MANY = SELECT + " FROM unnest($1::uuid[], $2::uuid[]) AS asked (tenant_id, id)"
            + " JOIN api_key k ON k.tenant_id = asked.tenant_id AND k.id = asked.id";

    private final Pool pool;
    private final ApiKeyHash hash;
    private final InstantSource clock;
    private final UnknownCredentials unknown;
    private final KeyPeppers peppers;
    private final Cache<ByteBuffer, Found> found;
    /** Apart from the keys that exist, so that forged keys do not displace them. */
    private final Cache<ByteBuffer, Instant> missed;

    private final LastUse lastUse;

    private record Found(StoredKey key, CallerIdentity identity, Instant readAgain) {
        Found(StoredKey key, Instant readAgain) {
            this(key, key.identity(), readAgain);
        }

        boolean isFresh(Instant now) {
            return readAgain.isAfter(now);
        }
    }

    @Inject
    ApiKeyLookup(@Reserved Pool pool, ApiKeyHash hash, UnknownCredentials unknown, KeyPeppers peppers) {
        this(pool, hash, unknown, peppers, InstantSource.system());
    }

    ApiKeyLookup(Pool pool, ApiKeyHash hash, UnknownCredentials unknown, KeyPeppers peppers, InstantSource clock) {
        this.pool = pool;
        this.hash = hash;
        this.unknown = unknown;
        this.peppers = peppers;
        this.clock = clock;
        this.found = Caches.expiring(
                MAX_REMEMBERED, clock, key -> key.readAgain().minus(MEMORY).plus(KNOWN_FOR));
        this.missed = Caches.expiring(MAX_REMEMBERED, clock, until -> until);
        this.lastUse = new LastUse(pool, clock);
    }

    /**
     * Returns the stored key for {@code key} when it may be used now, otherwise null. Records the use. Fails with 503
     * {@code not_ready} when the database is unavailable, and with 429 when the key is unknown and too many were wrong.
     *
     * @param from who has sent the key; null when that is not known
     */
    Uni<StoredKey> findUsable(PlainKey key, SocketAddress from) {
        StoredHash current = hash.of(key.text());
        return stored(key, ByteBuffer.wrap(current.hash()), from)
                .map(stored -> stored != null && stored.isUsable(clock.instant()) ? stored : null)
                .onItem()
                .ifNotNull()
                .invoke(stored -> noteUse(stored, current));
    }

    /**
     * Returns the identity of a key that was read in the last seconds and may be used now; null for any other text.
     * Records the use.
     */
    CallerIdentity identityOf(String key) {
        Instant now = clock.instant();
        StoredHash current = hash.of(key);
        Found known = found.getIfPresent(ByteBuffer.wrap(current.hash()));
        if (known == null || !known.isFresh(now) || !known.key().isUsable(now)) {
            return null;
        }
        noteUse(known.key(), current);
        return known.identity();
    }

    private void noteUse(StoredKey stored, StoredHash current) {
        boolean outdated = ApiKeyHash.isOutdated(stored.hash(), current);
        if (outdated) {
            peppers.recognised(stored.hash(), current);
        }
        lastUse.note(stored, outdated ? current : null);
    }

    private Uni<StoredKey> stored(PlainKey key, ByteBuffer place, SocketAddress from) {
        Found known = found.getIfPresent(place);
        if (known != null && known.isFresh(clock.instant())) {
            return Uni.createFrom().item(known.key());
        }
        if (known == null && missed.getIfPresent(place) != null) {
            return Uni.createFrom().nullItem();
        }
        // The time counts from the start of the look-up: a slow response shows the state at that time.
        Instant until = clock.instant().plus(MEMORY);
        Supplier<Uni<StoredKey>> lookUp = () -> lookUp(key, place, until);
        return known != null
                ? lookUp.get()
                : unknown.check(from, lookUp, (stored, failure) -> failure == null && stored == null);
    }

    private Uni<StoredKey> lookUp(PlainKey key, ByteBuffer place, Instant until) {
        return read(key.tenantId(), key.id())
                .map(row -> row.filter(stored -> hash.isOf(stored.hash(), stored.tenantId(), stored.id(), key.text()))
                        .orElse(null))
                .invoke(stored -> remember(place, stored, until))
                .onFailure()
                .transform(ApiKeyLookup::notReady);
    }

    /** @param stored null when no key has this hash; this is cached as well */
    private void remember(ByteBuffer place, StoredKey stored, Instant until) {
        if (stored == null) {
            found.invalidate(place);
            missed.put(place, until);
        } else {
            found.put(place, new Found(stored, until));
        }
    }

    /**
     * Returns true while the key of {@code caller} is neither revoked, expired nor rotated. Always reads the database.
     */
    public Uni<Boolean> isCurrent(Caller caller) {
        return read(caller.tenantId(), UUID.fromString(caller.id()))
                .map(row -> row.filter(key -> isOf(caller, key)).isPresent());
    }

    /**
     * Returns those of {@code callers} whose key is revoked, expired or rotated. Always reads the database, with one
     * statement.
     */
    public Uni<List<Caller>> findEnded(Collection<Caller> callers) {
        UUID[] tenants = callers.stream().map(Caller::tenantId).toArray(UUID[]::new);
        UUID[] ids = callers.stream().map(Caller::id).map(UUID::fromString).toArray(UUID[]::new);
        return pool.preparedQuery(FIND_MANY)
                .execute(Tuple.of(tenants, ids))
                .map(rows -> Columns.list(rows, StoredKey.TYPE::read))
                .map(found -> withoutKey(callers, found));
    }

    private List<Caller> withoutKey(Collection<Caller> callers, List<StoredKey> found) {
        Map<List<Object>, StoredKey> keys = new HashMap<>();
        found.forEach(key -> keys.put(List.of(key.tenantId(), key.id().toString()), key));
        return callers.stream()
                .filter(caller -> !isOf(caller, keys.get(List.of(caller.tenantId(), caller.id()))))
                .toList();
    }

    /** @param key the caller's key, or null when it no longer exists */
    private boolean isOf(Caller caller, StoredKey key) {
        return key != null
                && key.isUsable(clock.instant())
                && key.secretVersion().equals(caller.secretVersion());
    }

    /** Removes the key from the cache, so that a change of it takes effect in this process at once. */
    public void forget(UUID tenantId, UUID id) {
        found.asMap()
                .values()
                .removeIf(known ->
                        known.key().id().equals(id) && known.key().tenantId().equals(tenantId));
    }

    private Uni<Optional<StoredKey>> read(UUID tenantId, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Optional.ofNullable(Columns.first(rows, StoredKey.TYPE::read)));
    }

    private static Throwable notReady(Throwable failure) {
        LOG.warnf("An API key cannot be looked up: %s", failure.getMessage());
        return ApiException.notReady("The service is not ready, try again soon");
    }
}
