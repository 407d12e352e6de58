package com.callmissed.bot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;

/**
 * Reads connections of all tenants once, in batches, for system jobs. Each row is handled in its own statement, without
 * a transaction over many rows.
 */
final class ChannelSweep {
    static final int BATCH = 100;

    private static final RowType<String> PROVIDER = RowType.of("provider", "ch.provider", Tuple::getString);
    private static final RowType<byte[]> HASH = RowType.of("verify_token_hash", "ch.verify_token_hash", Columns::bytes);
    private static final SelectList LIST = SelectList.of(SealedChannel.TYPE, PROVIDER, HASH);

    private final Pool pool;
    private final String sql;

    /**
     * One connection.
     *
     * @param provider as it is stored
     * @param verifyTokenHash null for a provider without verify tokens
     */
    record Found(SealedChannel channel, String provider, byte[] verifyTokenHash) {
        /** @throws IllegalArgumentException for a provider that this version does not know */
        Provider knownProvider() {
            return WireEnum.of(Provider.class, provider);
        }
    }

    /** @param where a condition on {@code ch} with parameters from {@code $4} on */
    ChannelSweep(Pool pool, String where) {
        this.pool = pool;
        this.sql = "SELECT " + LIST.sql() + " FROM bot_channel ch"
                + " WHERE (ch.tenant_id, ch.bot_id, ch.provider) > ($1, $2, $3) AND " + where
                + " ORDER BY ch.tenant_id, ch.bot_id, ch.provider LIMIT " + BATCH;
    }

    /**
     * @param handle returns how many it has handled, or another number to add
     * @return the sum
     */
    Uni<Integer> sum(Function<Found, Uni<Integer>> handle, Object... parameters) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(Place.FIRST), place -> batch(place.get(), parameters)
                        .invoke(rows -> rows.stream()
                                .reduce((one, next) -> next)
                                .map(Place::of)
                                .ifPresent(place::set)))
                .whilst(rows -> rows.size() == BATCH)
                .onItem()
                .transformToMultiAndConcatenate(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(handle::apply)
                .collect()
                .with(Collectors.summingInt(Integer::intValue));
    }

    private Uni<List<Found>> batch(Place after, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(after.tenantId(), after.botId(), after.provider()));
        all.addAll(Arrays.asList(parameters));
        return pool.preparedQuery(sql)
                .execute(Tuple.wrap(all.toArray()))
                .map(rows -> Columns.list(rows, ChannelSweep::read));
    }

    private static Found read(Row row) {
        return new Found(LIST.read(SealedChannel.TYPE, row), LIST.read(PROVIDER, row), LIST.read(HASH, row));
    }

    private record Place(UUID tenantId, UUID botId, String provider) {
        private static final Place FIRST = new Place(new UUID(0, 0), new UUID(0, 0), "");

        static Place of(Found found) {
            return new Place(found.channel().tenantId(), found.channel().botId(), found.provider());
        }
    }
}
