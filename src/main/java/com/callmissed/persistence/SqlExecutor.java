package com.callmissed.persistence;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** Runs statements on a connection, or on the connection of the context's session. The statements are the same. */
@FunctionalInterface
public interface SqlExecutor {
    /**
     * Runs one statement. Start the next one only after it has ended.
     *
     * @param sql with the parameters {@code $1} to {@code $n}
     * @return the rows, in order
     */
    Uni<List<Tuple>> execute(String sql, Object... parameters);

    static SqlExecutor on(SqlClient connection) {
        return (sql, parameters) -> connection
                .preparedQuery(sql)
                .execute(Tuple.wrap(parameters))
                .map(rows -> Columns.list(rows, row -> row));
    }
}
