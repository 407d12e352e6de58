package com.callmissed.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import com.callmissed.testing.Database;

/** Runs the script once, to check its rows only. */
final class OneTransaction implements Limit {
    @Override
    public Transactions run(Script script, String databaseUrl, Duration duration) {
        try (Connection connection = Database.at(databaseUrl).open()) {
            long start = System.nanoTime();
            script.check(connection);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Transactions(1 / seconds, seconds * 1_000);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
