package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** Empty databases for tests that run the service as its own process, on one server for all of them. */
public final class TestDatabase {
    private TestDatabase() {}

    /** A new database, as {@code DATABASE_URL}. */
    public static String create() {
        return create("template1");
    }

    /** A copy of a database to which nobody is connected. Both names are in the form of {@code DATABASE_URL}. */
    public static String copyOf(String databaseUrl) {
        return create(databaseUrl.substring(databaseUrl.lastIndexOf('/') + 1));
    }

    private static String create(String template) {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "postgresql://postgres:postgres@127.0.0.1:" + Server.INSTANCE.getPort() + "/" + name;
    }

    private static final class Server {
        private static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "100")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
