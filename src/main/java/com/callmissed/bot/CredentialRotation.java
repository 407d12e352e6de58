package com.callmissed.bot;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.crypto.SecretBox;
import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;

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
    private static final int BATCH = 100;

    private static final RowType<String> PROVIDER = RowType.of("provider", "ch.provider", Tuple::getString);
    private static final SelectList LIST = SelectList.of(SealedChannel.TYPE, PROVIDER);

    private static final String UNDER =
            "substring(ch.credentials FROM 1 FOR " + SecretBox.PREFIX_BYTES + ") = ANY ($1::bytea[])";
    private static final String SELECT = "SELECT " + LIST.sql() + " FROM bot_channel ch WHERE " + UNDER
            + " AND (ch.tenant_id, ch.bot_id, ch.provider) > ($2, $3, $4)"
            + " ORDER BY ch.tenant_id, ch.bot_id, ch.provider LIMIT " + BATCH;
    private static final String UPDATE = "UPDATE bot_channel SET credentials = $5, verify_token_hash = $6"
            + " WHERE tenant_id = $1 AND bot_id = $2 AND provider = $3 AND credentials = $4";
    private static final String COUNT = "SELECT count(*) FROM bot_channel ch WHERE " + UNDER;

    private final Pool pool;
    private final SecretBox box;
    private final SealedCredentials sealed;
    private final PeriodicTask job;
    private volatile double left = Double.NaN;

    CredentialRotation(Vertx vertx, Pool pool, SecretBox box, SealedCredentials sealed) {
        this.pool = pool;
        this.box = box;
        this.sealed = sealed;
        this.job = new PeriodicTask(
                vertx, "move channel credentials to the current encryption key", () -> round().invoke(this::report)
                        .replaceWithVoid());
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        if (!box.previousPrefixes().isEmpty()) {
            Gauge.builder("callmissed.encryption.previous.key.channels", () -> left)
                    .description("Channel credentials that still need the previous encryption key")
                    .register(registry);
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
        if (!box.previousPrefixes().isEmpty() && round.left() != left) {
            if (round.left() == 0) {
                LOG.info("No channel credentials need the previous encryption key any more");
            } else {
                LOG.warnf("%d channel credentials still need the previous encryption key", round.left());
            }
        }
        left = round.left();
    }

    /** Reads all rows once, in batches. Each row is updated in its own statement. */
    Uni<Round> round() {
        Buffer[] outdated = buffers(box.outdatedPrefixes());
        if (outdated.length == 0) {
            return Uni.createFrom().item(new Round(0, 0));
        }
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(Place.FIRST), place -> batch(outdated, place.get())
                        .invoke(rows -> rows.stream()
                                .reduce((one, next) -> next)
                                .map(Place::of)
                                .ifPresent(place::set)))
                .whilst(rows -> rows.size() == BATCH)
                .onItem()
                .transformToMultiAndConcatenate(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::move)
                .collect()
                .with(Collectors.summingInt(Integer::intValue))
                .chain(moved -> count(buffers(box.previousPrefixes())).map(left -> new Round(moved, left)));
    }

    private Uni<List<Row>> batch(Buffer[] prefixes, Place after) {
        return pool.preparedQuery(SELECT)
                .execute(Tuple.of(prefixes, after.tenantId(), after.botId(), after.provider()))
                .map(rows -> Columns.list(rows, row -> row));
    }

    private Uni<Integer> move(Row row) {
        SealedChannel channel = LIST.read(SealedChannel.TYPE, row);
        String provider = LIST.read(PROVIDER, row);
        byte[] moved;
        byte[] hash;
        try {
            Provider of = WireEnum.of(Provider.class, provider);
            moved = sealed.reseal(of, channel);
            hash = sealed.verifyTokenHash(sealed.open(of, channel));
        } catch (IllegalArgumentException unreadable) {
            return Uni.createFrom().item(0);
        }
        return pool.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        channel.tenantId(),
                        channel.botId(),
                        provider,
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

    private record Place(UUID tenantId, UUID botId, String provider) {
        private static final Place FIRST = new Place(new UUID(0, 0), new UUID(0, 0), "");

        static Place of(Row row) {
            SealedChannel channel = LIST.read(SealedChannel.TYPE, row);
            return new Place(channel.tenantId(), channel.botId(), LIST.read(PROVIDER, row));
        }
    }
}
