package com.callmissed.persistence;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.FreezableProxy;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A database that does not respond any more, and does not close its connections either. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SilentDatabaseTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @ConfigProperty(name = "DATABASE_URL")
    String url;

    @Inject
    Vertx vertx;

    @Inject
    TenantConfig tenants;

    private FreezableProxy proxy;
    private PreparedPool pools;
    private Pool pool;

    @BeforeEach
    void open() {
        URI database = URI.create(url);
        proxy = new FreezableProxy(database.getPort());
        PgConnectOptions server = PgConnectOptions.fromUri(url).setPort(proxy.port());
        pools = new PreparedPool(new ShortLimits(), tenants);
        pool = Pool.newInstance(pools.create(new Input(vertx, server)));
    }

    @AfterEach
    void close() {
        pool.closeAndForget();
        pools.stop(null);
        proxy.close();
    }

    @Test
    void closesAConnectionWithoutAResponse() {
        SqlConnection connection = take();
        Uni<?> sleeping = sleep(connection, 60);
        sleeping.subscribe().with(slept -> {}, failure -> {});
        proxy.freezePresent();

        assertOutage(sleeping);
        assertThat(ask(pool)).isEqualTo(1);
    }

    @Test
    void replacesSilentConnectionsThatNobodyUses() {
        List<SqlConnection> used = List.of(take(), take());
        used.forEach(connection -> connection.close().await().atMost(BOUND));
        assertThat(proxy.freezePresent()).isEqualTo(2);

        Awaitility.await().atMost(BOUND).untilAsserted(() -> assertThat(pool.size())
                .isZero());
        assertThat(ask(pool)).isEqualTo(1);
    }

    @Test
    void keepsAnIdleConnectionThatResponds() {
        SqlConnection connection = take();
        int process = processId(connection);
        connection.close().await().atMost(BOUND);
        Awaitility.await().atMost(BOUND).until(() -> wasProbed(process));

        SqlConnection again = take();
        assertThat(processId(again)).isEqualTo(process);
        again.close().await().atMost(BOUND);
    }

    @Test
    void doesNotKeepATransactionAlive() {
        SqlConnection connection = take();
        connection.query("BEGIN").execute().await().atMost(BOUND);
        Awaitility.await().atMost(BOUND).until(() -> pool.size() == 0);

        assertOutage(connection.query("SELECT 1").execute());
    }

    @Test
    void endsAStatementAtItsLimit() {
        SqlConnection connection = take();

        assertOutage(sleep(connection, 60));
        assertThat(ask(connection)).isEqualTo(1);
        connection.close().await().atMost(BOUND);
    }

    @Test
    void endsALoginWithoutAResponse() {
        proxy.freezeNew(true);
        assertThat(catchThrowable(() -> pool.query("SELECT 1").execute().await().atMost(BOUND)))
                .hasRootCauseInstanceOf(ConnectException.class);
        proxy.awaitClosed();

        proxy.freezeNew(false);
        assertThat(ask(pool)).isEqualTo(1);
    }

    private SqlConnection take() {
        return pool.getConnection().await().atMost(BOUND);
    }

    private static Uni<?> sleep(SqlConnection connection, int seconds) {
        return connection
                .query("SELECT pg_sleep(" + seconds + ")")
                .execute()
                .memoize()
                .indefinitely();
    }

    private static int ask(SqlClient client) {
        return client.query("SELECT 1")
                .execute()
                .await()
                .atMost(BOUND)
                .iterator()
                .next()
                .getInteger(0);
    }

    private static int processId(SqlConnection connection) {
        return connection
                .query("SELECT pg_backend_pid()")
                .execute()
                .await()
                .atMost(BOUND)
                .iterator()
                .next()
                .getInteger(0);
    }

    private static boolean wasProbed(int process) {
        return Database.column("SELECT query FROM pg_stat_activity WHERE pid = ?", process)
                .contains("SELECT 1");
    }

    private static void assertOutage(Uni<?> work) {
        Throwable failure = catchThrowable(() -> work.await().atMost(BOUND));
        assertThat(DatabaseOutage.isBehind(failure)).as(String.valueOf(failure)).isTrue();
    }

    private record Input(Vertx vertx, PgConnectOptions server) implements PgPoolCreator.Input {
        @Override
        public PoolOptions poolOptions() {
            return new PoolOptions().setMaxSize(2);
        }

        @Override
        public List<PgConnectOptions> pgConnectOptionsList() {
            return List.of(server);
        }
    }

    private static final class ShortLimits implements DatabaseConfig {
        @Override
        public Duration lockTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration statementTimeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration idleInTransactionTimeout() {
            return Duration.ofMillis(500);
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(2);
        }
    }
}
