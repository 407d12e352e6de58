package com.callmissed.persistence;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.platform.ConnectionWatch;
import com.callmissed.platform.TimedLogin;

/**
 * Creates all connections to the database, except those of migrations. Every connection
 *
 * <ul>
 *   <li>has the limits of {@link DatabaseConfig},
 *   <li>is closed when the database becomes silent ({@link ConnectionWatch}),
 *   <li>caches every prepared statement. By default the client caches only statements of up to {@value
 *       PgConnectOptions#DEFAULT_PREPARED_STATEMENT_CACHE_SQL_LIMIT} characters. The database silently parses and plans
 *       longer ones on each call, and the statements that store a message are longer.
 * </ul>
 */
@Singleton
class PreparedPool implements PgPoolCreator {
    private static final Logger LOG = Logger.getLogger(PreparedPool.class);
    /** Few connections, so that each carries many statements at once. */
    private static final int PIPELINES = 4;

    /** Statements of one tenant on each pipeline; the next one waits for all before it. */
    private static final int TENANT_DEPTH = 16;

    private static final int RESERVED = 4;

    /** The database ends a statement or a transaction at its limit. The message about it needs this time. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final Duration PROBE_WITHIN = Duration.ofSeconds(3);

    private final DatabaseConfig config;
    private final TenantConfig tenants;
    private final TimedLogin logins;
    private final ConnectionWatch watch;
    private PeriodicTask checks;
    private List<SqlConnectOptions> servers;
    private Vertx vertx;

    PreparedPool(DatabaseConfig config, TenantConfig tenants) {
        this.config = config;
        this.tenants = tenants;
        this.logins = new TimedLogin(config.connectTimeout());
        this.watch = new ConnectionWatch(
                config.statementTimeout().plus(MARGIN),
                config.idleInTransactionTimeout().plus(MARGIN),
                PROBE_WITHIN);
    }

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        checks = new PeriodicTask(vertx, "look for silent connections", () -> Uni.createFrom()
                .voidItem()
                .invoke(watch::check));
        checks.start(ConnectionWatch.CHECK_EVERY);
        servers = input.pgConnectOptionsList().stream()
                .<SqlConnectOptions>map(this::configured)
                .toList();
        Pool pool = open(logins.pool(waiting(input.poolOptions())));
        return new SharedPool(pool, TenantShares.of(input.poolOptions().getMaxSize(), tenants));
    }

    @Produces
    @Singleton
    @Pipelined
    SqlClient pipelined(io.vertx.mutiny.sqlclient.Pool pool) {
        pool.size(); // creates the pool, which sets the servers
        return SqlClient.newInstance(new SharedClient(
                open(logins.pipelines(waiting(new PoolOptions().setMaxSize(PIPELINES)))),
                TenantShares.ofEach(TENANT_DEPTH * PIPELINES, tenants)));
    }

    @Produces
    @Singleton
    @Reserved
    io.vertx.mutiny.sqlclient.Pool reserved(io.vertx.mutiny.sqlclient.Pool pool) {
        pool.size(); // creates the pool, which sets the servers
        return io.vertx.mutiny.sqlclient.Pool.newInstance(
                open(logins.pool(waiting(new PoolOptions().setMaxSize(RESERVED)))));
    }

    void closeReserved(@Disposes @Reserved io.vertx.mutiny.sqlclient.Pool pool) {
        pool.closeAndForget();
    }

    void stop(@Observes ShutdownEvent event) {
        if (checks != null) {
            checks.stop();
        }
    }

    void close(@Disposes @Pipelined SqlClient client) {
        client.closeAndForget();
    }

    /**
     * Leaves the limit of the wait for a free connection to the callers. With that of the pool, each failed connection
     * leaves a timer behind, which ends in a stack trace in the log ("Result is already complete").
     */
    private static PoolOptions waiting(PoolOptions options) {
        return options.setConnectionTimeout(0);
    }

    private PgConnectOptions configured(PgConnectOptions server) {
        server.setConnectTimeout((int) config.connectTimeout().toMillis()).setTcpKeepAlive(true);
        return server.setPreparedStatementCacheSqlFilter(statement -> true);
    }

    private Pool open(ClientBuilder<Pool> client) {
        return client.connectingTo(servers)
                .using(vertx)
                .withConnectHandler(this::prepare)
                .build();
    }

    /** Hands the connection over to its pool when the database has accepted the limits. */
    private void prepare(SqlConnection connection) {
        watch.begin(connection);
        connection.query(SessionSettings.statement(config)).execute().onComplete(set -> {
            if (set.succeeded()) {
                connection.close();
            } else {
                LOG.warnf("A new connection cannot be used: %s", set.cause());
                ConnectionWatch.hangUp(connection);
            }
        });
    }
}
