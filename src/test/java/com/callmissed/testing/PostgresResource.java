package com.callmissed.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One real PostgreSQL for all tests of a run, on a free port, deleted afterwards. */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {
    private EmbeddedPostgres server;
    private Path dataDir;

    @Override
    public Map<String, String> start() {
        try {
            dataDir = Files.createTempDirectory("callmissed-test");
            server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "DATABASE_URL",
                "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres",
                "callmissed.jwt.public-key",
                TestTokens.publicKeyPem(),
                "callmissed.data-dir",
                dataDir.toString(),
                "callmissed.whatsapp.base-url",
                "http://127.0.0.1:" + freePort());
    }

    /**
     * A port without a listener until a test starts a {@link GraphServer} on it: no test reaches Meta. It is below the
     * ports that the system assigns to outgoing connections, because one of those could use it when the test starts.
     */
    private static int freePort() {
        for (; ; ) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Tries another port.
            }
        }
    }

    @Override
    public void stop() {
        try {
            server.close();
            try (Stream<Path> files = Files.walk(dataDir)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
