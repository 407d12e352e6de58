package com.callmissed.idempotency;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import org.jboss.logging.Logger;

/** Removes the answers that nobody can ask for any more, of all tenants: a system job. */
@Singleton
class IdempotencyPurge {
    private static final Logger LOG = Logger.getLogger(IdempotencyPurge.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final int BATCH = 5_000;
    private static final String DELETE = "DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency"
            + " WHERE created_at < now() - interval '24 hours' ORDER BY created_at LIMIT " + BATCH + "))";

    private final Pool pool;

    IdempotencyPurge(Pool pool) {
        this.pool = pool;
    }

    void schedule(@Observes StartupEvent start, Vertx vertx) {
        vertx.setPeriodic(INTERVAL.toMillis(), timer -> purge().subscribe()
                .with(
                        removed -> LOG.debugf("Removed %d stored answers", removed),
                        failure -> LOG.warnf("Stored answers could not be removed: %s", failure)));
    }

    /** In batches, so that no statement holds many rows; answers how many are gone. */
    Uni<Integer> purge() {
        return pool.query(DELETE)
                .execute()
                .map(SqlResult::rowCount)
                .chain(removed ->
                        removed < BATCH ? Uni.createFrom().item(removed) : purge().map(more -> removed + more));
    }
}
