package com.callmissed.security.apikey;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.crypto.StoredHash;
import com.callmissed.persistence.DatabaseOutage;
import com.callmissed.security.Caches;

/**
 * Records when a key was last used: at most once a minute for each key over all replicas, in the background. No request
 * waits for it. A failed write is only logged. The same write replaces a hash that is not under the current pepper: at
 * most once a minute for each key in this process.
 */
final class LastUse {
    private static final Logger LOG = Logger.getLogger(LastUse.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MAX_KEYS = 10_000;

    /** Does not wait for a transaction that changes the key, because the pool is small. */
    private static final String NOTE =
            "UPDATE api_key k SET last_used_at = now() FROM (SELECT tenant_id, id FROM api_key"
                    + " WHERE tenant_id = $1 AND id = $2"
                    + " AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute')"
                    + " FOR NO KEY UPDATE NOWAIT) AS due WHERE k.tenant_id = due.tenant_id AND k.id = due.id";

    /**
     * Replaces the hash {@code $3} that was recognised. A key that was rotated meanwhile keeps its new one. The version
     * of the secret stays.
     */
    private static final String RENEW = """
            UPDATE api_key k SET last_used_at = now(), secret_hash = $4, pepper_id = $5, inner_keys = NULL,
                secret_version = CASE WHEN k.secret_hash = $4 THEN k.secret_version ELSE %s END
            FROM (SELECT tenant_id, id FROM api_key
                WHERE tenant_id = $1 AND id = $2 AND secret_hash = $3 FOR NO KEY UPDATE NOWAIT) AS due
            WHERE k.tenant_id = due.tenant_id AND k.id = due.id AND k.secret_hash = $3
            """.formatted(StoredKey.SECRET_VERSION);

    private final Pool pool;
    private final InstantSource clock;
    private final Cache<UUID, Instant> noted;

    LastUse(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.noted = Caches.expiring(MAX_KEYS, clock, until -> until);
    }

    /** @param renewed what replaces the hash of the key; null when it stays */
    void note(StoredKey key, StoredHash renewed) {
        if (isDue(key.id())) {
            pool.preparedQuery(renewed == null ? NOTE : RENEW)
                    .execute(renewed == null ? Tuple.of(key.tenantId(), key.id()) : renewal(key, renewed))
                    .subscribe()
                    .with(rows -> {}, failure -> failed(key.id(), failure));
        }
    }

    private static Tuple renewal(StoredKey key, StoredHash renewed) {
        return Tuple.of(
                key.tenantId(),
                key.id(),
                Buffer.buffer(key.hash().hash()),
                Buffer.buffer(renewed.hash()),
                Buffer.buffer(renewed.pepperId()));
    }

    /** The next use is noted when the key is locked. During an outage only one use in a minute is tried. */
    private void failed(UUID id, Throwable failure) {
        LOG.debugf("last_used_at of key %s not written: %s", id, failure.getMessage());
        if (DatabaseOutage.isLocked(failure)) {
            noted.invalidate(id);
        }
    }

    /** Returns true for the first use in a minute. */
    boolean isDue(UUID id) {
        return noted.asMap().putIfAbsent(id, clock.instant().plus(PAUSE)) == null;
    }
}
