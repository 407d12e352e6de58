package com.callmissed.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

import org.postgresql.PGConnection;

import com.callmissed.testing.Database;

/** Reads a thread from the database by {@code COPY}, over one connection. */
final class ThreadCopy implements AutoCloseable {
    private static final String LAST_READ = """
            SELECT max(state_change) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%FROM message x%'
            """;

    private final Connection connection;
    private final String sql;

    private ThreadCopy(Connection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    /**
     * Opens the connection.
     *
     * @param sql {@code COPY … TO STDOUT}
     */
    static ThreadCopy of(String databaseUrl, String sql) {
        return new ThreadCopy(Database.at(databaseUrl).open(), sql);
    }

    /** Runs the copy and returns the number of bytes. */
    long run() {
        Counter counter = new Counter();
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, counter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        WrongResult.unless(counter.bytes > 0, "Nothing was copied");
        return counter.bytes;
    }

    /** When the database last finished a read of messages for another connection. */
    Instant lastRead() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST_READ)) {
            row.next();
            OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
            WrongResult.unless(at != null, "No other connection has read messages");
            return at.toInstant();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}
