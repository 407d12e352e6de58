package com.callmissed.admin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;

import com.callmissed.audit.AuditLog;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.crypto.Secrets;
import com.callmissed.crypto.SecretsConfig;
import com.callmissed.events.CommandTransactions;
import com.callmissed.events.EventConfig;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;

/**
 * The connection of one command to the database. Its methods block the calling thread, which must not be an event loop,
 * and throw the failure of the database. For use by one thread.
 */
final class Desk implements AutoCloseable {
    private static final Duration LOGIN = Duration.ofSeconds(10);
    /** The database ends a statement first, with a better message. */
    private static final Duration PATIENCE = CommandTransactions.STATEMENT.plusSeconds(15);

    private final Vertx vertx;
    private final SmallRyeConfig settings;
    private final SqlConnection connection;
    private final CommandTransactions transactions;
    private final AuditLog audit = new AuditLog(new Ids());

    private Desk(Vertx vertx, SmallRyeConfig settings, SqlConnection connection) {
        this.vertx = vertx;
        this.settings = settings;
        this.connection = connection;
        this.transactions = new CommandTransactions(connection, settings.getConfigMapping(EventConfig.class));
    }

    /** @param settings with the address of the database */
    static Desk open(SmallRyeConfig settings) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            SqlConnection connection =
                    PgConnection.connect(vertx, server(settings)).await().atMost(LOGIN);
            return new Desk(vertx, settings, connection);
        } catch (RuntimeException e) {
            close(vertx);
            throw e;
        }
    }

    private static PgConnectOptions server(SmallRyeConfig settings) {
        PgConnectOptions server =
                PgConnectOptions.fromUri(settings.getValue("quarkus.datasource.reactive.url", String.class));
        server.setUser(settings.getValue("quarkus.datasource.username", String.class))
                .setPassword(settings.getValue("quarkus.datasource.password", String.class))
                .setConnectTimeout((int) LOGIN.toMillis())
                .addProperty("application_name", "callmissed-admin");
        return server;
    }

    CommandTransactions transactions() {
        return transactions;
    }

    AuditLog audit() {
        return audit;
    }

    /**
     * The settings of the service.
     *
     * @param mapping one of {@link Admin#mappings}
     */
    <T> T settings(Class<T> mapping) {
        return settings.getConfigMapping(mapping);
    }

    /**
     * The pepper and the encryption key of the service.
     *
     * @throws RefusedException when they are missing or malformed; none is created
     */
    Secrets secrets() {
        Secrets secrets = new Secrets(settings(CallMissedConfig.class), settings(SecretsConfig.class));
        if (!secrets.problems().isEmpty()) {
            throw new RefusedException(String.join("; ", secrets.problems()));
        }
        if (!secrets.exist()) {
            throw new RefusedException("CALLMISSED_KEY_PEPPER and CALLMISSED_ENCRYPTION_KEY of the service are needed");
        }
        return secrets;
    }

    <T> T await(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }

    /** The raw rows of one statement. */
    List<Row> read(String sql, Object... parameters) {
        return Columns.list(rows(sql, parameters), row -> row);
    }

    /** The rows of one statement by the names of their columns, with values of JSON. */
    List<Map<String, Object>> list(String sql, Object... parameters) {
        RowSet<Row> rows = rows(sql, parameters);
        return Columns.list(rows, row -> {
            Map<String, Object> named = new LinkedHashMap<>();
            rows.columnsNames().forEach(name -> named.put(name, Report.value(row.getValue(name))));
            return named;
        });
    }

    private RowSet<Row> rows(String sql, Object... parameters) {
        return await(transactions.perform(
                connected -> connected.preparedQuery(sql).execute(Tuple.wrap(parameters)), rows -> List.of()));
    }

    @Override
    public void close() {
        try {
            await(connection.close().onFailure().recoverWithNull());
        } finally {
            close(vertx);
        }
    }

    private static void close(Vertx vertx) {
        vertx.close().await().atMost(LOGIN);
    }
}
