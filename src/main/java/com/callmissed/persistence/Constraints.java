package com.callmissed.persistence;

import io.vertx.pgclient.PgException;
import org.hibernate.exception.ConstraintViolationException;

/** Finds out which named constraint a write broke. */
public final class Constraints {
    private Constraints() {}

    /** True when {@code failure}, or anything that caused it, is PostgreSQL's report that {@code constraint} does not hold. */
    public static boolean violates(Throwable failure, String constraint) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (constraint.equals(nameIn(t))) {
                return true;
            }
        }
        return false;
    }

    /** The driver reports it itself on a plain statement; through a Hibernate session it comes translated. */
    private static String nameIn(Throwable failure) {
        if (failure instanceof PgException pg) {
            return pg.getConstraint();
        }
        return failure instanceof ConstraintViolationException violation ? violation.getConstraintName() : null;
    }
}
