package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A separate PostgreSQL server with the durability of production. The settings of the library for tests are reverted.
 */
final class DatabaseServer implements AutoCloseable {
    private final Path folder;
    private final EmbeddedPostgres server;

    private DatabaseServer(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    static DatabaseServer start() {
        try {
            Path folder = Files.createTempDirectory("callmissed-bench");
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("data"))
                    .setCleanDataDirectory(true)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
            DatabaseServer started = new DatabaseServer(folder, server);
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                WrongResult.unless(started.ask("SHOW " + setting).equals("on"), "%s is off", setting);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a database and returns its {@code DATABASE_URL}. */
    String createDatabase() {
        String name = "bench_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/" + name;
    }

    String version() {
        return ask("SHOW server_version");
    }

    /** The id of the first process of the server, from which all others descend. */
    long pid() {
        try (Stream<String> lines = Files.lines(folder.resolve("data/postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ask(String question) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
