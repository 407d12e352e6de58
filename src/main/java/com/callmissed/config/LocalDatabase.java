package com.callmissed.config;

import java.nio.file.Path;

/**
 * A database that is part of the service, so that one command starts everything. It is found with {@link
 * java.util.ServiceLoader}, because container images and native binaries are built without it.
 */
public interface LocalDatabase {
    /**
     * Starts the database and stops it when this process ends. Blocks until it accepts connections.
     *
     * @param dataDir directory of its data, reused at the next start
     * @return its URL in the form of {@code DATABASE_URL}
     * @throws StartupException when it cannot run, or another process uses the same data
     */
    String start(Path dataDir);
}
