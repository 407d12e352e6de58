package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A PostgreSQL server for one test, durable as in production. It can be stopped like a crash and started again. */
public final class StoppablePostgres implements AutoCloseable {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private final Path data;
    private final EmbeddedPostgres server;

    /** @param data an empty folder, which is left to the caller */
    public StoppablePostgres(Path data) {
        this.data = data;
        try {
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setOutputRedirector(Redirect.DISCARD)
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its database, as {@code DATABASE_URL}; the same after each start. */
    public String url() {
        return "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres";
    }

    /** Like {@code pg_ctl stop -m immediate}: sessions break, no buffer is written, and the next start recovers. */
    public void stopImmediately() {
        long pid = Long.parseLong(lines("postmaster.pid").get(0).strip());
        run(List.of("kill", "-QUIT", Long.toString(pid)));
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    /**
     * Starts again after {@link #stopImmediately}, on the same port with the same settings. Returns when it accepts
     * connections.
     */
    public void startAgain() {
        String lastStart = lines("postmaster.opts").get(0);
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // like the first start: PostgreSQL does not run as root
        }
        command.add(lastStart.substring(0, lastStart.indexOf(' ')));
        QUOTED.matcher(lastStart).results().forEach(argument -> command.add(argument.group(1)));
        run(command);
        await().until(this::takesConnections);
    }

    /** Stops the server that runs in the folder now. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean takesConnections() {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(data.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command) {
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
