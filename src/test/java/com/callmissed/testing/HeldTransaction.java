package com.callmissed.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;

/** A transaction that keeps its locks until it is closed, and shows which transactions wait for them. */
public final class HeldTransaction implements AutoCloseable {
    private static final String BLOCKED_BY = "SELECT pid FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))";

    private final Connection connection;
    private final int pid;

    private HeldTransaction(Connection connection, int pid) {
        this.connection = connection;
        this.pid = pid;
    }

    /** Runs a statement of the database of the service inside this test. */
    public static HeldTransaction of(String sql, Object... parameters) {
        Connection connection = Database.connect();
        try {
            connection.setAutoCommit(false);
            HeldTransaction transaction = new HeldTransaction(
                    connection,
                    connection.unwrap(org.postgresql.PGConnection.class).getBackendPID());
            transaction.run(sql, parameters);
            return transaction;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs another statement. */
    public void run(String sql, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until one transaction waits for this one. Returns its process id on the server. */
    public int awaitBlocked() {
        return awaitBlockedBy(pid);
    }

    /** Waits until one transaction waits for that of {@code pid}. Returns its process id on the server. */
    public static int awaitBlockedBy(int pid) {
        List<String> blocked = Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Database.column(BLOCKED_BY, pid), found -> found.size() == 1);
        return Integer.parseInt(blocked.get(0));
    }

    /** Commits, and releases the locks. */
    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rolls back, and releases the locks. */
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
