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
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;

/**
 * Reads connections of all tenants once, in batches, for system jobs. Each row is handled in its own statement, without
 * a transaction over many rows.
 */
final class ChannelSweep {
    private static final int BATCH = 100;

    private final Pool pool;
    private final String sql;

    /** @param where a condition on {@code ch} with parameters from {@code $4} on */
    ChannelSweep(Pool pool, String where) {
        this.pool = pool;
        this.sql = StoredChannel.after(where, BATCH);
    }

    /**
     * @param handle returns how many it has handled, or another number to add
     * @return the sum
     */
    Uni<Integer> sum(Function<StoredChannel, Uni<Integer>> handle, Object... parameters) {
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

    private Uni<List<StoredChannel>> batch(Place after, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(after.tenantId(), after.botId(), after.provider()));
        all.addAll(Arrays.asList(parameters));
        return pool.preparedQuery(sql)
                .execute(Tuple.wrap(all.toArray()))
                .map(rows -> Columns.list(rows, StoredChannel::read));
    }

    private record Place(UUID tenantId, UUID botId, String provider) {
        private static final Place FIRST = new Place(new UUID(0, 0), new UUID(0, 0), "");

        static Place of(StoredChannel found) {
            return new Place(found.channel().tenantId(), found.channel().botId(), found.provider());
        }
    }
}
