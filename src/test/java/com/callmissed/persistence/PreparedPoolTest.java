package com.callmissed.persistence;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
class PreparedPoolTest {
    @Inject
    Pool pool;

    @Test
    void preparesALongStatementOncePerConnection() {
        String statement = "SELECT $1::text AS kept_statement /* " + "long ".repeat(2_000) + "*/";
        long prepared = pool.withConnection(connection -> connection
                        .preparedQuery(statement)
                        .execute(Tuple.of("first"))
                        .chain(() -> connection.preparedQuery(statement).execute(Tuple.of("second")))
                        .chain(() -> connection
                                .query("SELECT count(*) FROM pg_prepared_statements"
                                        + " WHERE name <> '' AND statement LIKE '%AS kept\\_statement /*%'")
                                .execute())
                        .map(rows -> rows.iterator().next().getLong(0)))
                .await()
                .indefinitely();
        assertThat(prepared).isEqualTo(1);
    }
}
