package com.callmissed.security.apikey;

import java.time.Duration;
import java.util.Arrays;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.Remainder;
import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.StoredHash;

/**
 * Follows under which pepper the keys of all tenants are hashed. This is a system job. While a previous pepper is
 * configured, it reports how many keys may still need it. Otherwise it names the current one in the rows that do not
 * name their pepper, once a use has proven that they are under it. May run in several processes at once.
 */
@Singleton
public class KeyPeppers {
    /**
     * Moves the hash of the keys with the tenants {@code $1} and the ids {@code $2} to the pepper {@code $3}: from
     * {@code $4} to {@code $5} with the inner keys {@code $6}. A key whose hash has changed meanwhile stays as it is.
     * Returns the ids of those that were moved. {@code updated_at} does not change.
     */
    public static final String MOVE = """
            UPDATE api_key k SET secret_hash = moved.hash, pepper_id = $3, inner_keys = moved.inner_keys,
                secret_version = %s
            FROM unnest($1::uuid[], $2::uuid[], $4::bytea[], $5::bytea[], $6::bytea[])
                AS moved (tenant_id, id, earlier, hash, inner_keys)
            WHERE k.tenant_id = moved.tenant_id AND k.id = moved.id AND k.secret_hash = moved.earlier
            RETURNING k.id
            """.formatted(StoredKey.SECRET_VERSION);

    /** Keys {@code k} that can be used. */
    public static final String USABLE = "k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())";

    private static final Logger LOG = Logger.getLogger(KeyPeppers.class);
    private static final Duration COUNTING = Duration.ofMinutes(1);
    private static final Duration NAMING = Duration.ofHours(1);
    private static final int BATCH = 1_000;

    private static final String COUNT =
            "SELECT count(*) FROM api_key k WHERE k.pepper_id IS DISTINCT FROM $1 AND " + USABLE;
    /** A usable key that names another pepper says that somebody disagrees about the pepper. */
    private static final String NAME = "UPDATE api_key SET pepper_id = $1 WHERE (tenant_id, id) IN"
            + " (SELECT tenant_id, id FROM api_key WHERE pepper_id IS NULL LIMIT " + BATCH
            + " FOR NO KEY UPDATE SKIP LOCKED)"
            + " AND NOT EXISTS (SELECT FROM api_key k WHERE k.pepper_id <> $1 AND " + USABLE + ")";

    private final Pool pool;
    private final ApiKeyHash hash;
    private final PeriodicTask counting;
    private final PeriodicTask naming;
    private final Remainder remainder = new Remainder(
            LOG, "No API keys need the previous pepper any more", "%d API keys may still need the previous pepper");
    /** Whether a row without a name was recognised under the current pepper. */
    private volatile boolean proven;

    KeyPeppers(Vertx vertx, Pool pool, ApiKeyHash hash) {
        this.pool = pool;
        this.hash = hash;
        this.counting =
                new PeriodicTask(vertx, "count API keys of the previous pepper", () -> count().invoke(remainder::report)
                        .replaceWithVoid());
        this.naming = new PeriodicTask(vertx, "name the pepper of API keys", () -> name().replaceWithVoid());
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        if (hash.previousId() == null) {
            naming.start(NAMING);
        } else {
            remainder.register(
                    registry, "callmissed.pepper.previous.keys", "API keys that may still need the previous pepper");
            counting.start(COUNTING);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        naming.stop();
        counting.stop();
    }

    /**
     * Takes note of a key that was recognised. One that names no pepper and is under the current one proves the pepper
     * of the others without a name, because all of them were stored before there were two.
     *
     * @param current the hash of the key under the current pepper
     */
    void recognised(StoredHash stored, StoredHash current) {
        if (!proven && stored.pepperId() == null && Arrays.equals(stored.hash(), current.hash())) {
            proven = true;
            naming.nudge();
        }
    }

    /** Counts the usable keys whose rows do not name the current pepper. */
    Uni<Long> count() {
        return pool.preparedQuery(COUNT)
                .execute(Tuple.of(Buffer.buffer(hash.currentId())))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /**
     * Names the current pepper in all rows that name none, after {@link #recognised} has seen a proof. A wrong name
     * would be believed by the command that ends a rotation. Call it only without a previous pepper.
     */
    Uni<Integer> name() {
        return proven ? nameAll() : Uni.createFrom().item(0);
    }

    private Uni<Integer> nameAll() {
        return pool.preparedQuery(NAME)
                .execute(Tuple.of(Buffer.buffer(hash.currentId())))
                .map(SqlResult::rowCount)
                .chain(named ->
                        named < BATCH ? Uni.createFrom().item(named) : nameAll().map(more -> named + more));
    }
}
