package com.callmissed.inbound;

import java.util.Optional;
import java.util.Set;

import io.vertx.pgclient.PgException;

/** Distinguishes permanent failures from temporary ones, and describes failures without customer data. */
public final class IngestFailures {
    private static final Set<String> DATA_CLASSES = Set.of("22", "54");
    private static final Set<String> DATA_STATES = Set.of("23502", "23514");

    private IngestFailures() {}

    /**
     * Whether PostgreSQL refused the values themselves (classes 22 and 54, not-null and check violations), so that
     * another attempt cannot succeed.
     */
    public static boolean isPermanent(Throwable failure) {
        return sqlState(failure)
                .filter(state -> DATA_CLASSES.contains(state.substring(0, 2)) || DATA_STATES.contains(state))
                .isPresent();
    }

    /**
     * Returns the kind of failure and its place in the service's code. Never contains the message of the failure, which
     * may quote a row.
     */
    public static String describe(Throwable failure) {
        return sqlState(failure)
                .map(state -> "PostgreSQL " + state)
                .orElseGet(() -> failure.getClass().getSimpleName() + origin(failure));
    }

    private static String origin(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("com.callmissed.")) {
                return " at " + frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "";
    }

    private static Optional<String> sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg
                    && pg.getSqlState() != null
                    && pg.getSqlState().length() == 5) {
                return Optional.of(pg.getSqlState());
            }
        }
        return Optional.empty();
    }
}
