package com.callmissed.testing;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.eclipse.microprofile.config.ConfigProvider;

/** Direct access to the database of the service, for what no API shows. */
public final class Database {
    private static volatile Database own;

    private final String url;
    /** Idle connections that {@link #own} has opened. A connection costs more than most statements of tests. */
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    private Database(String url) {
        this.url = url;
    }

    /** @param databaseUrl in the form of {@code DATABASE_URL}: {@code postgresql://user:password@host:port/database} */
    public static Database at(String databaseUrl) {
        URI uri = URI.create(databaseUrl);
        String[] credentials = uri.getUserInfo().split(":", 2);
        return new Database("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user="
                + credentials[0] + "&password=" + credentials[1]);
    }

    /** The database of the service that runs inside this test. */
    private static Database own() {
        Database current = at(ConfigProvider.getConfig().getValue("DATABASE_URL", String.class));
        if (own == null || !own.url.equals(current.url)) {
            own = current;
        }
        return own;
    }

    public static Connection connect() {
        return own().open();
    }

    /** Runs one statement. Returns the number of changed rows. */
    public static int update(String sql, Object... parameters) {
        return own().execute(sql, parameters);
    }

    /** The first column of every row, as text. */
    public static List<String> column(String sql, Object... parameters) {
        return own().select(sql, parameters);
    }

    public int execute(String sql, Object... parameters) {
        return with(sql, parameters, PreparedStatement::executeUpdate);
    }

    public List<String> select(String sql, Object... parameters) {
        return with(sql, parameters, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                List<String> column = new ArrayList<>();
                while (rows.next()) {
                    column.add(rows.getString(1));
                }
                return column;
            }
        });
    }

    private <T> T with(String sql, Object[] parameters, Work<T> work) {
        Connection connection = null;
        try {
            connection = borrow();
            try (PreparedStatement statement = prepare(connection, sql, parameters)) {
                return work.apply(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            giveBack(connection);
        }
    }

    private Connection borrow() throws SQLException {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isValid(1)) {
                return kept;
            }
            kept.close();
        }
        return open();
    }

    private void giveBack(Connection connection) {
        if (connection == null) {
            return;
        }
        if (this == own) {
            idle.push(connection);
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Connection open() {
        try {
            return DriverManager.getConnection(url);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
