package com.callmissed.platform;

import java.util.Iterator;
import java.util.concurrent.CompletionStage;

import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/**
 * Runs statements on the connection of a Hibernate session.
 *
 * <p>Reason: a native query of the session parses the statement for parameters of its own syntax, and decodes
 * timestamps and JSON by other rules than the driver. A public method that returns the connection of a session would
 * replace this.
 */
public final class SessionConnection {
    private SessionConnection() {}

    /**
     * Sends one statement at once, in the transaction of {@code session}. Must be called on the context of the session,
     * with no other operation of the session under way.
     *
     * @param sql with the parameters {@code $1} to {@code $n}
     * @return the columns of each row, in order, as the driver decodes them
     */
    public static CompletionStage<Iterator<Object[]>> select(Mutiny.Session session, String sql, Object[] parameters) {
        return connection(session).select(sql, parameters).thenApply(rows -> rows);
    }

    /**
     * Sends a statement without parameters at once, behind those that were sent before it and have no result yet.
     *
     * @return completes with the result of the statement
     */
    public static CompletionStage<Void> send(Mutiny.Session session, String sql) {
        return connection(session).executeUnprepared(sql);
    }

    private static ReactiveConnection connection(Mutiny.Session session) {
        return ((MutinySessionImpl) session).getReactiveConnection();
    }
}
