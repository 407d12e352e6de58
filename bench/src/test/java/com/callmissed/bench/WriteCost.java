package com.callmissed.bench;

import java.util.List;

import com.callmissed.testing.Database;

/**
 * What the server writes from the creation of this object on, in all databases.
 *
 * <p>Commits are counted by transaction ids, which only transactions that write have. The counter of the statistics
 * view ({@code pg_stat_database.xact_commit}) also has the reads, and an idle connection reports to it seconds later.
 */
final class WriteCost {
    private static final String WRITTEN = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint::text";
    private static final String TRANSACTIONS = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";

    private final Database database;
    private final long bytes;
    private final long transactions;

    WriteCost(String databaseUrl) {
        database = Database.at(databaseUrl);
        bytes = read(WRITTEN);
        transactions = read(TRANSACTIONS);
    }

    /** @param one what there are {@code count} of */
    List<Measure> per(String one, long count) {
        return List.of(
                Measure.of("WAL per " + one, (read(WRITTEN) - bytes) / (double) count, "bytes"),
                Measure.of("commits per " + one, (read(TRANSACTIONS) - transactions) / (double) count, ""));
    }

    private long read(String counter) {
        return Long.parseLong(database.select(counter).get(0));
    }
}
