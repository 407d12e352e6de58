package com.callmissed.bot;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

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
import com.callmissed.crypto.KeyedHash;

/**
 * Moves the hashes of verify tokens of all tenants from the previous pepper to the current one. The tokens are among
 * the credentials. This is a system job that runs while a previous pepper is configured. It repeats, because replicas
 * that do not have the new pepper yet may still write with the old one: once a minute, and once an hour after a round
 * without work. A row that changes meanwhile is skipped, so any number of processes may run the job at once.
 */
@Singleton
class VerifyTokenRotation {
    private static final Logger LOG = Logger.getLogger(VerifyTokenRotation.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    /** A round opens the credentials of all channels, so one in an hour is enough when it had nothing to do. */
    private static final int INTERVALS_OF_REST = 59;

    /** After a row has changed between its reading and its change, as by the job that changes its encryption key. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final String UPDATE = "UPDATE bot_channel SET verify_token_hash = $5"
            + " WHERE tenant_id = $1 AND bot_id = $2 AND provider = $3 AND verify_token_hash = $4";

    private final Pool pool;
    private final KeyedHash hash;
    private final SealedCredentials sealed;
    private final ChannelSweep hashed;
    private final PeriodicTask job;
    private final AtomicInteger rest = new AtomicInteger();
    private final Remainder remainder = new Remainder(
            LOG,
            "No verify tokens need the previous pepper any more",
            "%d verify tokens still need the previous pepper");

    VerifyTokenRotation(Vertx vertx, Pool pool, KeyedHash hash, SealedCredentials sealed) {
        this.pool = pool;
        this.hash = hash;
        this.sealed = sealed;
        this.hashed = new ChannelSweep(pool, "ch.verify_token_hash IS NOT NULL");
        this.job = new PeriodicTask(vertx, "move verify tokens to the current pepper", this::roundWhenDue);
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        if (hash.hasPrevious()) {
            remainder.register(
                    registry,
                    "callmissed.pepper.previous.channels",
                    "Verify tokens that still need the previous pepper");
            job.start(INTERVAL);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    /** Called once in each interval. */
    Uni<Void> roundWhenDue() {
        return rest.getAndUpdate(intervals -> Math.max(0, intervals - 1)) > 0
                ? Uni.createFrom().voidItem()
                : round().invoke(this::report).replaceWithVoid();
    }

    private void report(Round round) {
        rest.set(round.moved() == 0 && round.left() == 0 ? INTERVALS_OF_REST : 0);
        if (round.moved() > 0) {
            LOG.infof("Moved %d verify tokens to the current pepper", round.moved());
        }
        remainder.report(round.left());
    }

    /** Reads all rows once. Each row is updated in its own statement. */
    Uni<Round> round() {
        AtomicLong left = new AtomicLong();
        return hashed.sum(found -> move(found, left)).map(moved -> new Round(moved, left.get()));
    }

    private Uni<Integer> move(StoredChannel found, AtomicLong left) {
        SealedChannel channel = found.channel();
        byte[] moved;
        try {
            moved = sealed.renewedHash(sealed.open(found.knownProvider(), channel), found.verifyTokenHash());
        } catch (IllegalArgumentException unreadable) {
            left.incrementAndGet();
            return Uni.createFrom().item(0);
        }
        if (Arrays.equals(moved, found.verifyTokenHash())) {
            return Uni.createFrom().item(0);
        }
        return pool.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        channel.tenantId(),
                        channel.botId(),
                        found.provider(),
                        Buffer.buffer(found.verifyTokenHash()),
                        moved == null ? null : Buffer.buffer(moved)))
                .map(SqlResult::rowCount)
                .invoke(updated -> {
                    if (updated == 0) {
                        left.incrementAndGet();
                        job.nudgeIn(SOON);
                    }
                });
    }

    /**
     * @param moved number of hashes that were moved
     * @param left number of hashes that may still need the previous pepper, because they are unreadable or were changed
     *     meanwhile
     */
    record Round(int moved, long left) {}
}
