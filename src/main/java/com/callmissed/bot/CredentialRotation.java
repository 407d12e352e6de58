package com.callmissed.bot;

import java.time.Duration;
import java.util.List;

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
import com.callmissed.crypto.SecretBox;

/**
 * Moves the channel credentials of all tenants from the previous encryption key to the current one, and from an earlier
 * format to the configured one. This is a system job that runs while there may be such values. It repeats, because
 * replicas that do not have the new key or format yet may still write with the old one. A row that changes meanwhile is
 * skipped, so any number of processes may run the job at once.
 */
@Singleton
class CredentialRotation {
    private static final Logger LOG = Logger.getLogger(CredentialRotation.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final String UNDER =
            "substring(ch.credentials FROM 1 FOR " + SecretBox.PREFIX_BYTES + ") = ANY (%s::bytea[])";
    private static final String UPDATE = "UPDATE bot_channel SET credentials = $5, verify_token_hash = $6"
            + " WHERE tenant_id = $1 AND bot_id = $2 AND provider = $3 AND credentials = $4";
    private static final String COUNT = "SELECT count(*) FROM bot_channel ch WHERE " + UNDER.formatted("$1");

    private final Pool pool;
    private final SecretBox box;
    private final SealedCredentials sealed;
    private final ChannelSweep outdated;
    private final PeriodicTask job;
    private final Remainder remainder = new Remainder(
            LOG,
            "No channel credentials need the previous encryption key any more",
            "%d channel credentials still need the previous encryption key");

    CredentialRotation(Vertx vertx, Pool pool, SecretBox box, SealedCredentials sealed) {
        this.pool = pool;
        this.box = box;
        this.sealed = sealed;
        this.outdated = new ChannelSweep(pool, UNDER.formatted("$4"));
        this.job = new PeriodicTask(
                vertx, "move channel credentials to the current encryption key", () -> round().invoke(this::report)
                        .replaceWithVoid());
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        if (!box.previousPrefixes().isEmpty()) {
            remainder.register(
                    registry,
                    "callmissed.encryption.previous.key.channels",
                    "Channel credentials that still need the previous encryption key");
        }
        if (!box.outdatedPrefixes().isEmpty()) {
            job.start(INTERVAL);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    private void report(Round round) {
        if (round.moved() > 0) {
            LOG.infof("Moved %d channel credentials to the current encryption key and format", round.moved());
        }
        if (!box.previousPrefixes().isEmpty()) {
            remainder.report(round.left());
        }
    }

    /** Reads all rows once, in batches. Each row is updated in its own statement. */
    Uni<Round> round() {
        Buffer[] prefixes = buffers(box.outdatedPrefixes());
        if (prefixes.length == 0) {
            return Uni.createFrom().item(new Round(0, 0));
        }
        return outdated.sum(this::move, (Object) prefixes)
                .chain(moved -> count(buffers(box.previousPrefixes())).map(left -> new Round(moved, left)));
    }

    private Uni<Integer> move(StoredChannel found) {
        SealedChannel channel = found.channel();
        byte[] moved;
        byte[] hash;
        try {
            Provider provider = found.knownProvider();
            moved = sealed.reseal(provider, channel);
            hash = sealed.verifyTokenHash(sealed.open(provider, channel));
        } catch (IllegalArgumentException unreadable) {
            return Uni.createFrom().item(0);
        }
        return pool.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        channel.tenantId(),
                        channel.botId(),
                        found.provider(),
                        Buffer.buffer(channel.credentials()),
                        Buffer.buffer(moved),
                        hash == null ? null : Buffer.buffer(hash)))
                .map(SqlResult::rowCount);
    }

    private Uni<Long> count(Buffer[] prefixes) {
        return pool.preparedQuery(COUNT)
                .execute(Tuple.of((Object) prefixes))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Buffer[] buffers(List<byte[]> values) {
        return values.stream().map(Buffer::buffer).toArray(Buffer[]::new);
    }

    /**
     * @param moved number of rows that were moved
     * @param left number of rows that still need the previous key, because they are unreadable or were written
     *     meanwhile
     */
    record Round(int moved, long left) {}
}
