package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import com.callmissed.testing.Database;
import com.callmissed.testing.WhatsAppBot;

/**
 * The webhook of {@code bench/peers/script} beside that of the service, on the same database server. It has tables of
 * its own.
 */
final class ScriptPeer implements AutoCloseable {
    private static final String NAME = "script";
    private static final double TARGET = 1.5;
    private static final int TENANTS = 50;
    private static final int WORKERS = 2;
    private static final Path FOLDER = Path.of("bench/peers/script");

    private final LoadedService loaded;
    private final Payloads payloads;
    private final PeerProcess process;

    /** @param python the interpreter that has the script's libraries */
    ScriptPeer(LoadedService loaded, String python) {
        this.loaded = loaded;
        payloads = new Payloads(loaded, SmallTenants.atMost(loaded.dataset(), TENANTS));
        createTables();
        int port = Ports.free();
        List<String> command = List.of(
                python,
                "-m",
                "uvicorn",
                "app:app",
                "--app-dir=" + FOLDER,
                "--host=127.0.0.1",
                "--port=" + port,
                "--workers=" + WORKERS,
                "--loop=uvloop",
                "--http=httptools",
                "--no-access-log",
                "--log-level=warning");
        Map<String, String> environment = Map.of(
                "PEER_DATABASE", loaded.service().databaseUrl(),
                "PEER_CONNECTIONS", Integer.toString(Load.CONNECTIONS / WORKERS),
                "PYTHONDONTWRITEBYTECODE", "1");
        process = PeerProcess.start(NAME, loaded.vertx(), command, environment, port);
    }

    /** Signed payloads with one message each. */
    Duel duel() {
        return new Duel(
                "inbound",
                new Duel.Side(
                        "service", payloads, loaded.client(), loaded.service().pid()),
                new Duel.Side(
                        NAME,
                        new ScriptPayloads(payloads, loaded.service().databaseUrl()),
                        process.client(),
                        process.pid()),
                loaded.database().pid(),
                ratio -> ratio.atLeast(TARGET),
                cost -> cost);
    }

    @Override
    public void close() {
        process.close();
    }

    private void createTables() {
        try (Connection connection = Database.at(loaded.service().databaseUrl()).open();
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(FOLDER.resolve("schema.sql")));
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO peer.channel VALUES (?, ?, ?, ?)")) {
                for (WhatsAppBot bot : payloads.bots()) {
                    insert.setString(1, bot.phoneNumberId());
                    insert.setObject(2, bot.tenant());
                    insert.setObject(3, bot.id());
                    insert.setString(4, bot.appSecret());
                    insert.executeUpdate();
                }
            }
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
