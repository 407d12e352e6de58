package com.callmissed.security.apikey;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.persistence.DatabaseOutage;
import com.callmissed.security.Caches;

/**
 * Records when a key was last used: at most once a minute for each key over all replicas, in the background. No request
 * waits for it. A failed write is only logged.
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

    private final Pool pool;
    private final InstantSource clock;
    private final Cache<UUID, Instant> noted;

    LastUse(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.noted = Caches.expiring(MAX_KEYS, clock, until -> until);
    }

    void note(UUID tenantId, UUID id) {
        if (isDue(id)) {
            pool.preparedQuery(NOTE)
                    .execute(Tuple.of(tenantId, id))
                    .subscribe()
                    .with(rows -> {}, failure -> failed(id, failure));
        }
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
