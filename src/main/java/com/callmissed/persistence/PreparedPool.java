package com.callmissed.persistence;

import java.util.List;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * Creates the connections to the database. They cache every prepared statement. By default the client caches only
 * statements of up to {@value PgConnectOptions#DEFAULT_PREPARED_STATEMENT_CACHE_SQL_LIMIT} characters. The database
 * silently parses and plans longer ones on each call, and the statements that store a message are longer.
 */
@Singleton
class PreparedPool implements PgPoolCreator {
    /** Few connections, so that each carries many statements at once. */
    private static final int PIPELINES = 4;

    /** Statements of one tenant on each pipeline; the next one waits for all before it. */
    private static final int TENANT_DEPTH = 16;

    private static final int RESERVED = 4;

    private final TenantConfig config;
    private List<SqlConnectOptions> servers;
    private Vertx vertx;

    PreparedPool(TenantConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        servers = input.pgConnectOptionsList().stream()
                .<SqlConnectOptions>map(server -> server.setPreparedStatementCacheSqlFilter(statement -> true))
                .toList();
        Pool pool = PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(servers)
                .using(vertx)
                .build();
        return new SharedPool(pool, TenantShares.of(input.poolOptions().getMaxSize(), config));
    }

    @Produces
    @Singleton
    @Pipelined
    SqlClient pipelined(io.vertx.mutiny.sqlclient.Pool pool) {
        pool.size(); // creates the pool, which sets the servers
        return SqlClient.newInstance(new SharedClient(
                PgBuilder.client()
                        .with(new PoolOptions().setMaxSize(PIPELINES))
                        .connectingTo(servers)
                        .using(vertx)
                        .build(),
                TenantShares.ofEach(TENANT_DEPTH * PIPELINES, config)));
    }

    @Produces
    @Singleton
    @Reserved
    io.vertx.mutiny.sqlclient.Pool reserved(io.vertx.mutiny.sqlclient.Pool pool) {
        pool.size(); // creates the pool, which sets the servers
        return io.vertx.mutiny.sqlclient.Pool.newInstance(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(RESERVED))
                .connectingTo(servers)
                .using(vertx)
                .build());
    }

    void closeReserved(@Disposes @Reserved io.vertx.mutiny.sqlclient.Pool pool) {
        pool.closeAndForget();
    }

    void close(@Disposes @Pipelined SqlClient client) {
        client.closeAndForget();
    }
}
