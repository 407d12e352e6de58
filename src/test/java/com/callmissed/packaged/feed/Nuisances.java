package com.callmissed.packaged.feed;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.callmissed.testing.Database;

/** Faults that disturb the service for a while without stopping it. */
final class Nuisances {
    private static final int CUT_EVERY_MILLIS = 50;

    /** At the end of a transaction, when its events have their sequence numbers. Most pauses are short. */
    private static final List<String> INSTALL =
            List.of("CREATE TABLE chaos (delay_seconds float8 NOT NULL)", "INSERT INTO chaos VALUES (0)", """
            CREATE FUNCTION chaos_delay() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_sleep(power(random(), 4) * delay_seconds) FROM chaos WHERE delay_seconds > 0;
                RETURN NULL;
            END $$
            """, """
            CREATE CONSTRAINT TRIGGER chaos_delay AFTER INSERT OR UPDATE ON event_counter
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos_delay()
            """);

    private static final String DELAY = "UPDATE chaos SET delay_seconds = ?";

    /** The connections that listen for signals, identified by their last statement. */
    private static final String CUT = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN %'
            """;

    private final Database database;
    private final List<SocketSubscriber> sockets;
    private final FeedTally tally;
    private final Random random;

    Nuisances(Database database, List<SocketSubscriber> sockets, FeedTally tally, Random random) {
        this.database = database;
        this.sockets = sockets;
        this.tally = tally;
        this.random = random;
        INSTALL.forEach(database::execute);
    }

    enum Kind {
        CUT_SIGNALS,
        DELAY_COMMITS,
        PAUSE_A_SOCKET
    }

    /** Returns the code that ends it. */
    Runnable begin(Kind kind) {
        return switch (kind) {
            case CUT_SIGNALS -> cutSignals();
            case DELAY_COMMITS -> delayCommits();
            case PAUSE_A_SOCKET -> pauseASocket();
        };
    }

    private Runnable cutSignals() {
        ScheduledExecutorService cutter = Executors.newSingleThreadScheduledExecutor();
        cutter.scheduleWithFixedDelay(this::cut, 0, CUT_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return () -> {
            cutter.shutdown();
            tally.count("times of cut signals");
        };
    }

    private void cut() {
        try {
            tally.add("signal connections cut", database.select(CUT).size());
        } catch (IllegalStateException databaseIsAway) {
            tally.count("signal cuts without a database");
        }
    }

    private Runnable delayCommits() {
        database.execute(DELAY, 0.25);
        return () -> {
            database.execute(DELAY, 0.0);
            tally.count("times of delayed commits");
        };
    }

    private Runnable pauseASocket() {
        Runnable resume = sockets.get(random.nextInt(sockets.size())).pause();
        return () -> {
            resume.run();
            tally.count("sockets paused");
        };
    }
}
