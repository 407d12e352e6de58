package com.callmissed.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quarkus.runtime.Application;

import com.callmissed.config.LocalDatabase;
import com.callmissed.config.Progress;
import com.callmissed.config.StartupException;
import com.callmissed.crypto.LocalSecrets;

/**
 * PostgreSQL from the binaries in the jar, with one server for each data directory. It stops after the service has
 * stopped.
 */
public final class EmbeddedDatabase implements LocalDatabase {
    private final Progress progress = new Progress(System.out);

    @Override
    public String start(Path dataDir) {
        String password = new LocalSecrets(dataDir).databasePassword();
        try {
            Path folder = Files.createDirectories(dataDir.resolve("postgres")).toRealPath();
            ProcessLock lock = ProcessLock.acquire(folder.resolve("lock"), dataDir);
            Cluster cluster = new Cluster(folder, Binaries.unpack(folder, progress));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster, lock), "postgres-stop"));
            cluster.stopLeftover();
            int port = freePort();
            progress.step("Starting PostgreSQL", () -> {
                cluster.initialise(password);
                cluster.start(port);
                return cluster;
            });
            return "postgresql://" + Cluster.USER + ":" + password + "@127.0.0.1:" + port + "/postgres";
        } catch (IOException e) {
            throw new StartupException("The embedded database cannot use " + dataDir + ": " + e, e);
        }
    }

    /**
     * Stops the server. Shutdown hooks run concurrently, so this one waits until the service no longer needs its
     * database.
     */
    private static void stop(Cluster cluster, ProcessLock lock) {
        Application service = Application.currentApplication();
        if (service != null) {
            service.awaitShutdown();
        }
        try {
            cluster.stop();
        } catch (IOException e) {
            System.err.println("The embedded database did not stop: " + e);
        } finally {
            lock.release();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
