package com.callmissed.outbound;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.SqlExecutor;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceIdentityTest {
    @Test
    void isTheSetting() {
        SqlExecutor none = (sql, parameters) -> Uni.createFrom().failure(new AssertionError(sql));
        assertThat(read(Optional.of("production-eu"), none)).isEqualTo("instance production-eu");
    }

    @Test
    void isTheServerAndTheDatabase() {
        assertThat(read(Optional.empty(), server(true))).isEqualTo("database 16384 of 7123");
    }

    @Test
    void doesNotCallAFunctionThatItMayNotCall() {
        assertThat(read(Optional.empty(), server(false))).isEqualTo("database 16384 of an unknown server");
    }

    private static SqlExecutor server(boolean readable) {
        return (sql, parameters) -> Uni.createFrom().item(() -> List.of(answer(sql, readable)));
    }

    private static Tuple answer(String sql, boolean readable) {
        if (sql.contains("has_function_privilege")) {
            return Tuple.of(readable);
        }
        if (sql.contains("pg_database")) {
            return Tuple.of("16384");
        }
        assertThat(readable).isTrue();
        return Tuple.of("7123");
    }

    private static String read(Optional<String> setting, SqlExecutor database) {
        return new InstanceIdentity(() -> setting).read(database).await().indefinitely();
    }
}
