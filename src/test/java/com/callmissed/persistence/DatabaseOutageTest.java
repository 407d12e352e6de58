package com.callmissed.persistence;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import org.hibernate.HibernateException;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DatabaseOutageTest {
    private static final String LOCK = "LOCK TABLE bot IN SHARE ROW EXCLUSIVE MODE";

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Test
    void knowsARefusedConnection() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertOutage(failure(other(port).query("SELECT 1").execute()));
    }

    @Test
    void knowsAServerThatHangsUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread hangUp = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            hangUp.start();
            assertOutage(failure(other(server.getLocalPort()).query("SELECT 1").execute()));
            hangUp.join();
        }
    }

    /** The second write meets a connection that the first one has shown to be gone. */
    @Test
    void knowsAConnectionThatBreaksWhileItIsWrittenTo() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("localhost", 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            server.accept().close();
            IOException broken = null;
            for (int i = 0; broken == null && i < 1_000; i++) {
                broken = (IOException) catchThrowable(() -> client.write(ByteBuffer.wrap(new byte[1])));
            }
            assertThat(broken).isExactlyInstanceOf(IOException.class);
            assertOutage(new HibernateException(broken));
        }
    }

    @Test
    void knowsAConnectionThatThePoolCouldNotGive() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            assertOutage(failure(other(silent.getLocalPort()).query("SELECT 1").execute()));
        }
    }

    @Test
    void knowsAConnectionThatWasTerminated() {
        SqlConnection victim = pool.getConnection().await().indefinitely();
        int pid = victim.query("SELECT pg_backend_pid()")
                .execute()
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getInteger(0);
        Uni<?> sleeping =
                victim.query("SELECT pg_sleep(30)").execute().memoize().indefinitely();
        sleeping.subscribe().with(rows -> {}, failure -> {});
        pool.query("SELECT pg_terminate_backend(" + pid + ")").execute().await().indefinitely();

        assertOutage(failure(sleeping));
        assertOutage(failure(victim.query("SELECT 1").execute()));
    }

    /** A disk that is full is the one state that no test can bring about; PostgreSQL itself raises the others. */
    @Test
    void knowsTheStatesInWhichADatabaseCannotWork() {
        assertOutage(failure(raise("53100")));
        assertOutage(failure(pool.withTransaction(connection -> connection
                .query("SET TRANSACTION READ ONLY")
                .execute()
                .chain(() -> connection.query("CREATE TABLE never (id int)").execute()))));
        assertOutage(failure(pool.withTransaction(connection -> connection
                .query("SET LOCAL statement_timeout = '10ms'")
                .execute()
                .chain(() -> connection.query("SELECT pg_sleep(10)").execute()))));
        assertOutage(failure(pool.withTransaction(holder -> holder.query(LOCK)
                .execute()
                .chain(() -> pool.withTransaction(waiter -> waiter.query("SET LOCAL lock_timeout = '10ms'")
                        .execute()
                        .chain(() -> waiter.query(LOCK).execute()))))));
        assertThat(DatabaseOutage.isBehind(new SQLException("the database system is starting up", "57P03")))
                .isTrue();
        assertThat(DatabaseOutage.isBehind(new SQLException("password authentication failed", "28P01")))
                .isFalse();
    }

    private Uni<?> raise(String state) {
        return pool.query("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '" + state + "'; END $$")
                .execute();
    }

    @Test
    void isNotMisledByAStatementThatFails() {
        assertThat(DatabaseOutage.isBehind(failure(pool.query("SELECT 1/0").execute())))
                .isFalse();
        assertThat(DatabaseOutage.isBehind(failure(pool.query("SELECT nothing").execute())))
                .isFalse();
        assertThat(DatabaseOutage.isBehind(new IllegalStateException("Timeout")))
                .isFalse();
    }

    private Pool other(int port) {
        return PgBuilder.pool()
                .connectingTo(new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setUser("nobody")
                        .setDatabase("nothing"))
                .with(new PoolOptions()
                        .setMaxSize(1)
                        .setConnectionTimeout(300)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .using(vertx)
                .build();
    }

    private static Throwable failure(Uni<?> operation) {
        return catchThrowable(() -> operation.await().indefinitely());
    }

    private static void assertOutage(Throwable failure) {
        assertThat(DatabaseOutage.isBehind(failure)).as("%s", failure).isTrue();
        assertThat(DatabaseOutage.isBehind(new HibernateException("wrapped", new CompletionException(failure))))
                .isTrue();
    }
}
