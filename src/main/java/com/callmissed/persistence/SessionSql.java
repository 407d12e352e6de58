package com.callmissed.persistence;

import java.util.ArrayList;
import java.util.List;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/**
 * Runs statements in the transaction of the context's Panache session, without the session: what entities have changed
 * is written before, and entities that the session has loaded do not see what a statement changes.
 *
 * <p>Uses {@code MutinySessionImpl}, which is not public API: a native query of the session would be parsed for
 * parameters of its own syntax and would decode timestamps and JSON by other rules. A public way from a session to its
 * connection would replace it.
 */
public final class SessionSql implements SqlExecutor {
    public static final SqlExecutor CURRENT = new SessionSql();

    private SessionSql() {}

    @Override
    public Uni<List<Tuple>> execute(String sql, Object... parameters) {
        return Panache.getSession()
                .call(Mutiny.Session::flush)
                .chain(session -> Uni.createFrom()
                        .completionStage(() -> connection(session).select(sql, parameters)))
                .map(SessionSql::tuples);
    }

    private static ReactiveConnection connection(Mutiny.Session session) {
        return ((MutinySessionImpl) session).getReactiveConnection();
    }

    private static List<Tuple> tuples(ReactiveConnection.Result rows) {
        List<Tuple> tuples = new ArrayList<>(rows.size());
        rows.forEachRemaining(values -> tuples.add(Tuple.wrap(values)));
        return tuples;
    }
}
