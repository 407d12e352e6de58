package com.callmissed.persistence;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.hibernate.reactive.mutiny.Mutiny;

import com.callmissed.platform.SessionConnection;

/**
 * Runs statements in the transaction of the context's Panache session. Changes of entities are written before each
 * statement. Entities that the session has loaded do not see what a statement changes.
 */
public final class SessionSql implements SqlExecutor {
    public static final SqlExecutor CURRENT = new SessionSql();

    private SessionSql() {}

    @Override
    public Uni<List<Tuple>> execute(String sql, Object... parameters) {
        return Panache.getSession()
                .call(Mutiny.Session::flush)
                .chain(session ->
                        Uni.createFrom().completionStage(() -> SessionConnection.select(session, sql, parameters)))
                .map(SessionSql::tuples);
    }

    private static List<Tuple> tuples(Iterator<Object[]> rows) {
        List<Tuple> tuples = new ArrayList<>();
        rows.forEachRemaining(values -> tuples.add(Tuple.wrap(values)));
        return tuples;
    }
}
