package com.callmissed.events;

import java.time.Duration;
import java.util.stream.IntStream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;

/**
 * Empties the slots of the log that hold only events older than the retention. This is a system job for all tenants.
 * Several processes may run it at once.
 */
@Singleton
class EventRetention {
    private static final Logger LOG = Logger.getLogger(EventRetention.class);
    /**
     * Waits only briefly for a reader, or for a writer whose clock is wrong, because statements behind this one wait as
     * well.
     */
    private static final String WAIT_BRIEFLY = "SET LOCAL lock_timeout = '100ms'";

    private final Pool pool;
    private final EventConfig config;
    private final PeriodicTask job;

    EventRetention(Vertx vertx, Pool pool, EventConfig config) {
        this.pool = pool;
        this.config = config;
        this.job = new PeriodicTask(vertx, "empty the event log's old slots", this::round);
    }

    void start(@Observes StartupEvent event) {
        job.start(config.retentionCheck());
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    Uni<Void> round() {
        return Multi.createFrom()
                .items(IntStream.range(0, EventLog.SLOTS).boxed())
                .onItem()
                .transformToUniAndConcatenate(this::clear)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> clear(int slot) {
        String table = "event_" + slot;
        return isOld(pool, table)
                .chain(old -> old ? empty(table) : Uni.createFrom().voidItem())
                .onFailure(PgException.class)
                .invoke(failure -> LOG.infof("%s is left for later: %s", table, failure.getMessage()))
                .onFailure(PgException.class)
                .recoverWithNull();
    }

    /** Checks again under the lock, because an event may have been written in between. */
    private Uni<Void> empty(String table) {
        return pool.withTransaction(connection -> run(connection, WAIT_BRIEFLY)
                        .chain(() -> run(connection, "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE"))
                        .chain(() -> isOld(connection, table))
                        .call(old -> old
                                ? run(connection, "TRUNCATE " + table)
                                : Uni.createFrom().voidItem()))
                .invoke(old -> {
                    if (old) {
                        LOG.infof("Emptied %s, which held only events older than %s", table, config.retention());
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> run(SqlConnection connection, String sql) {
        return connection.query(sql).execute().replaceWithVoid();
    }

    /** Returns false for an empty slot. */
    private Uni<Boolean> isOld(SqlClient client, String table) {
        Duration retention = config.retention();
        String young =
                "SELECT FROM " + table + " WHERE written_at > now() - interval '" + retention.toSeconds() + " s'";
        return client.query("SELECT NOT EXISTS (" + young + ") AND EXISTS (SELECT FROM " + table + ")")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
