package com.callmissed.persistence;

import io.vertx.pgclient.PgException;
import org.hibernate.exception.ConstraintViolationException;

/** Finds out which named constraint a write violates. */
public final class Constraints {
    private Constraints() {}

    /**
     * Returns true when {@code failure} or one of its causes is PostgreSQL's report of a violation of {@code
     * constraint}.
     */
    public static boolean violates(Throwable failure, String constraint) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (constraint.equals(nameIn(t))) {
                return true;
            }
        }
        return false;
    }

    /** On a plain statement the driver's exception comes as it is. Through a Hibernate session it comes translated. */
    private static String nameIn(Throwable failure) {
        if (failure instanceof PgException pg) {
            return pg.getConstraint();
        }
        return failure instanceof ConstraintViolationException violation ? violation.getConstraintName() : null;
    }
}
