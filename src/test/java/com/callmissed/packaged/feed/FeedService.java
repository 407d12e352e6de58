package com.callmissed.packaged.feed;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import com.callmissed.testing.Database;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.StoppablePostgres;

/** Two processes on a database of their own. */
final class FeedService implements AutoCloseable {
    static final int REPLICAS = 2;

    private final StoppablePostgres postgres;
    private final Database database;
    private final Replicas replicas;

    /** @param data an empty folder for the database */
    FeedService(Path data) {
        postgres = new StoppablePostgres(data);
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("DATABASE_URL", postgres.url());
        // Automatic replies are off: only the test writes.
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT1H");
        environment.put("CALLMISSED_AUTOREPLY_LONGEST_BURST", "PT1H");
        environment.put("CALLMISSED_SHUTDOWN_DRAIN", "PT2S");
        // A subscriber that stops reading soon counts as too slow.
        environment.put("CALLMISSED_SOCKET_MAX_QUEUED_FRAMES", "32");
        database = Database.at(postgres.url());
        replicas = Replicas.two(environment);
    }

    StoppablePostgres postgres() {
        return postgres;
    }

    Database database() {
        return database;
    }

    Replicas replicas() {
        return replicas;
    }

    @Override
    public void close() {
        replicas.close();
        postgres.close();
    }
}
