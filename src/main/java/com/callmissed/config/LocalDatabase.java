package com.callmissed.config;

import java.nio.file.Path;

/**
 * A database that the service brings along, so that one command starts everything. Found with {@link
 * java.util.ServiceLoader}, because container images and native binaries are built without it.
 */
public interface LocalDatabase {
    /**
     * Starts the database and has it stopped when this process ends. Blocks until it answers.
     *
     * @param dataDir where it keeps its data, reused at the next start
     * @return its address in the form of {@code DATABASE_URL}
     * @throws StartupException when it cannot run, or another process uses the same data
     */
    String start(Path dataDir);
}
