package com.callmissed.lifecycle;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import io.smallrye.config.SmallRyeConfig;
import org.postgresql.Driver;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.StartupException;
import com.callmissed.persistence.DatabaseOutage;

/**
 * Waits for the configured database before the service starts, so that a pod that starts before its database does not
 * have to be restarted. Only an outage is worth waiting for: a wrong password ends the wait at once.
 */
public final class DatabaseWait {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final String SECONDS_PER_ATTEMPT = "3";

    private final String url;
    private final Properties login = new Properties();
    private final Duration longest;
    private final PrintStream out;

    private DatabaseWait(String url, Duration longest, PrintStream out) {
        this.url = url;
        this.longest = longest;
        this.out = out;
    }

    /**
     * @param settings with the database's address
     * @param out gets one line at the first failure and then one every 10 s
     */
    public static DatabaseWait of(SmallRyeConfig settings, PrintStream out) {
        DatabaseWait wait = new DatabaseWait(
                settings.getValue("quarkus.datasource.jdbc.url", String.class),
                settings.getConfigMapping(CallMissedConfig.class).start().databaseWait(),
                out);
        wait.login.put("user", settings.getValue("quarkus.datasource.username", String.class));
        wait.login.put("password", settings.getValue("quarkus.datasource.password", String.class));
        wait.login.put("connectTimeout", SECONDS_PER_ATTEMPT);
        wait.login.put("loginTimeout", SECONDS_PER_ATTEMPT);
        wait.login.put("socketTimeout", SECONDS_PER_ATTEMPT);
        return wait;
    }

    /**
     * Returns when the database accepts a connection. Blocks the calling thread. Returns at once when the configured
     * time is zero; the start then fails by itself.
     *
     * @throws StartupException when it does not within the configured time, or when it refuses for another reason than
     *     an outage
     */
    public void run() {
        long start = System.nanoTime();
        long nextLine = start;
        while (!longest.isZero()) {
            SQLException failure = attempt();
            if (failure == null) {
                return;
            }
            long now = System.nanoTime();
            if (!DatabaseOutage.isBehind(failure) || now - start >= longest.toNanos()) {
                throw new StartupException(StartupFailure.reason(failure), failure);
            }
            if (now >= nextLine) {
                out.println("Waiting for the database, at most " + longest.toSeconds() + " s: "
                        + StartupFailure.onOneLine(failure));
                nextLine = now + BETWEEN_LINES.toNanos();
            }
            pause();
        }
    }

    /** Null when the database accepted the connection. */
    private SQLException attempt() {
        try {
            new Driver().connect(url, login).close();
            return null;
        } catch (SQLException failure) {
            return failure;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("The start was interrupted", e);
        }
    }
}
