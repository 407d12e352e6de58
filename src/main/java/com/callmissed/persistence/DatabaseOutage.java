package com.callmissed.persistence;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

import com.callmissed.platform.ClientFailures;

/**
 * Distinguishes a database that cannot work now, because it is unavailable, too busy, full or read-only, from a failed
 * statement.
 */
public final class DatabaseOutage {
    /** A read-only transaction, as on a standby (PostgreSQL manual, appendix A). */
    public static final String READ_ONLY = "the database is read-only";

    /** A lock was not available, at once or in time. */
    private static final String LOCKED = "55P03";

    /**
     * Too many connections; transaction that was idle for too long; lock time-out; cancelled, which is how a statement
     * time-out ends; shutdown by an administrator, crash, startup, session that was idle for too long.
     */
    private static final Set<String> STATES =
            Set.of("53300", "25P03", LOCKED, "57014", "57P01", "57P02", "57P03", "57P05");

    /** Serialization failure, deadlock. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    /** States in which reads still succeed. */
    private static final Map<String, String> REFUSED_WRITES =
            Map.of("25006", READ_ONLY, "53100", "the disk of the database is full");

    private static final String CONNECTION_EXCEPTION_CLASS = "08";
    /** Messages of the client and of the operating system in exceptions of no specific type. */
    private static final List<String> CLIENT_MESSAGES = List.of(
            "Timeout waiting for connection",
            "Connection is not active now",
            "Connection reset",
            "Connection timed out",
            "Broken pipe",
            "No route to host",
            "Pending requests failed to be sent");

    /** The whole message when no connection of the pool became free. */
    private static final String NO_CONNECTION = "Timeout";

    private DatabaseOutage() {}

    /**
     * Returns true when {@code failure} or one of its causes is an outage. Looks through the wrappers of Hibernate and
     * Mutiny.
     */
    public static boolean isBehind(Throwable failure) {
        return causes(failure).anyMatch(DatabaseOutage::isOutage);
    }

    /**
     * Returns true when {@code failure} or one of its causes says that PostgreSQL has rolled the transaction back in
     * favour of another one, so that the same statements can succeed when they are repeated from the beginning.
     */
    public static boolean isConflict(Throwable failure) {
        return causes(failure).anyMatch(t -> CONFLICTS.contains(String.valueOf(state(t))));
    }

    /** Returns true when {@code failure} or one of its causes says that another transaction has a lock. */
    public static boolean isLocked(Throwable failure) {
        return causes(failure).anyMatch(t -> LOCKED.equals(state(t)));
    }

    /**
     * Returns why the database refuses writes, if {@code failure} or one of its causes says that it does so while it
     * serves reads.
     */
    public static Optional<String> refusedWrite(Throwable failure) {
        return causes(failure)
                .map(t -> REFUSED_WRITES.get(String.valueOf(state(t))))
                .filter(reason -> reason != null)
                .findFirst();
    }

    /** The failure itself comes first. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause);
    }

    /** The SQLSTATE of PostgreSQL; null for any other exception. */
    private static String state(Throwable t) {
        if (t instanceof PgException pg) {
            return pg.getSqlState();
        }
        return t instanceof SQLException jdbc ? jdbc.getSQLState() : null;
    }

    private static boolean isOutage(Throwable t) {
        if (isOutage(state(t))) {
            return true;
        }
        return t instanceof SocketException
                || t instanceof UnknownHostException
                || t instanceof ClosedChannelException
                || ClientFailures.isOfNetwork(t)
                || t instanceof ClosedConnectionException
                || t instanceof ConnectionPoolTooBusyException
                || isClients(t) && isOutageText(t.getMessage());
    }

    private static boolean isOutage(String state) {
        return state != null
                && (STATES.contains(state)
                        || CONFLICTS.contains(state)
                        || REFUSED_WRITES.containsKey(state)
                        || state.startsWith(CONNECTION_EXCEPTION_CLASS));
    }

    private static boolean isOutageText(String message) {
        return message.equals(NO_CONNECTION) || CLIENT_MESSAGES.stream().anyMatch(message::startsWith);
    }

    private static boolean isClients(Throwable t) {
        return t.getMessage() != null
                && (t instanceof VertxException || ClientFailures.isUntyped(t) || t instanceof IOException);
    }
}
