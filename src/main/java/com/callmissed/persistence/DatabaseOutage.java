package com.callmissed.persistence;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

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
    /**
     * Too many connections; disk full; read-only transaction, as on a standby; lock time-out; cancelled, which is how a
     * statement time-out ends; shutdown by an administrator, crash, startup (PostgreSQL manual, appendix A).
     */
    private static final Set<String> STATES =
            Set.of("53300", "53100", "25006", "55P03", "57014", "57P01", "57P02", "57P03");

    private static final String CONNECTION_EXCEPTION_CLASS = "08";
    /** Messages of the client in exceptions of no specific type. */
    private static final List<String> CLIENT_MESSAGES =
            List.of("Timeout waiting for connection", "Connection is not active now", "Connection reset");

    private DatabaseOutage() {}

    /**
     * Returns true when {@code failure} or one of its causes is an outage. Looks through the wrappers of Hibernate and
     * Mutiny.
     */
    public static boolean isBehind(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (isOutage(t)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutage(Throwable t) {
        if (t instanceof PgException pg) {
            return isOutage(pg.getSqlState());
        }
        if (t instanceof SQLException jdbc && isOutage(jdbc.getSQLState())) {
            return true;
        }
        return t instanceof SocketException
                || t instanceof UnknownHostException
                || t instanceof ClosedChannelException
                || ClientFailures.isOfNetwork(t)
                || t instanceof ClosedConnectionException
                || t instanceof ConnectionPoolTooBusyException
                || isClients(t) && CLIENT_MESSAGES.stream().anyMatch(t.getMessage()::startsWith);
    }

    private static boolean isOutage(String state) {
        return state != null && (STATES.contains(state) || state.startsWith(CONNECTION_EXCEPTION_CLASS));
    }

    private static boolean isClients(Throwable t) {
        return t.getMessage() != null
                && (t instanceof VertxException || ClientFailures.isUntyped(t) || t instanceof IOException);
    }
}
