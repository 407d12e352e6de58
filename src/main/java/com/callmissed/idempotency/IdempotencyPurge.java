package com.callmissed.idempotency;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;

/** Removes the expired responses of all tenants. This is a system job. */
@Singleton
class IdempotencyPurge {
    private static final Logger LOG = Logger.getLogger(IdempotencyPurge.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    /** One round removes all expired responses. */
    private static final Duration ROUND_WITHIN = Duration.ofMinutes(5);

    private static final int BATCH = 5_000;
    private static final String DELETE = "DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency"
            + " WHERE created_at < now() - interval '24 hours' ORDER BY created_at LIMIT " + BATCH + "))";

    private final Pool pool;
    private final PeriodicTask job;

    IdempotencyPurge(Vertx vertx, Pool pool) {
        this.pool = pool;
        this.job = new PeriodicTask(vertx, "remove stored answers", ROUND_WITHIN, () -> purge().invoke(
                        removed -> LOG.debugf("Removed %d stored answers", removed))
                .replaceWithVoid());
    }

    void start(@Observes StartupEvent event) {
        job.start(INTERVAL);
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    /** Removes responses in batches, so that no statement locks many rows. Returns how many were removed. */
    Uni<Integer> purge() {
        return pool.query(DELETE)
                .execute()
                .map(SqlResult::rowCount)
                .chain(removed ->
                        removed < BATCH ? Uni.createFrom().item(removed) : purge().map(more -> removed + more));
    }
}
