package com.callmissed.persistence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.Test;

import com.callmissed.events.UnitOfWork;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SessionSettingsTest {
    private static final String LIMITS = "SELECT name, setting FROM pg_settings WHERE name IN"
            + " ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')";
    private static final Map<String, String> EXPECTED = new TreeMap<>(Map.of(
            "lock_timeout", "10000", "statement_timeout", "30000", "idle_in_transaction_session_timeout", "20000"));

    @Inject
    Pool pool;

    @Inject
    @Pipelined
    SqlClient pipelined;

    @Inject
    UnitOfWork unitOfWork;

    @Inject
    Vertx vertx;

    /** The connection that listens for signals is one of the pool. */
    @Test
    void applyToEveryConnectionOfThePool() {
        List<SqlConnection> connections = IntStream.range(0, 5)
                .mapToObj(i -> pool.getConnection().await().indefinitely())
                .toList();
        connections.forEach(
                connection -> assertThat(limits(SqlExecutor.on(connection))).isEqualTo(EXPECTED));
        connections.forEach(connection -> connection.close().await().indefinitely());
    }

    @Test
    void applyToPipelines() {
        IntStream.range(0, 8)
                .mapToObj(i -> SqlExecutor.on(pipelined).execute(LIMITS))
                .toList()
                .forEach(
                        answer -> assertThat(map(answer.await().indefinitely())).isEqualTo(EXPECTED));
    }

    @Test
    void applyToSessions() {
        assertThat(map(Contexts.run(vertx, () -> unitOfWork.perform(events -> SessionSql.CURRENT.execute(LIMITS)))
                        .join()))
                .isEqualTo(EXPECTED);
    }

    private static Map<String, String> limits(SqlExecutor executor) {
        Uni<List<Tuple>> rows = executor.execute(LIMITS);
        return map(rows.await().indefinitely());
    }

    private static Map<String, String> map(List<Tuple> rows) {
        Map<String, String> limits = new TreeMap<>();
        rows.forEach(row -> limits.put(row.getString(0), row.getString(1)));
        return limits;
    }
}
