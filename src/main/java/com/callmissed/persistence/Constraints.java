package com.callmissed.persistence;

import io.vertx.pgclient.PgException;

/** Finds out which named constraint a write broke. */
public final class Constraints {
    private Constraints() {}

    /** True when {@code failure}, or anything that caused it, is PostgreSQL's report that {@code constraint} does not hold. */
    public static boolean violates(Throwable failure, String constraint) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PgException pg && constraint.equals(pg.getConstraint())) {
                return true;
            }
        }
        return false;
    }
}
