package com.callmissed.inbound;

import java.util.Optional;
import java.util.Set;

import io.vertx.pgclient.PgException;

/** Tells failures of one message from failures of the moment, and names both without quoting a customer. */
public final class IngestFailures {
    private static final Set<String> DATA_CLASSES = Set.of("22", "54");
    private static final Set<String> DATA_STATES = Set.of("23502", "23514");

    private IngestFailures() {}

    /**
     * True when PostgreSQL refused the values themselves (classes 22 and 54, not-null and check violations), so that trying
     * again cannot help.
     */
    public static boolean isPermanent(Throwable failure) {
        return sqlState(failure)
                .filter(state -> DATA_CLASSES.contains(state.substring(0, 2)) || DATA_STATES.contains(state))
                .isPresent();
    }

    /** The kind of failure and the place in our code; never its message, which may quote a row. */
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
