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

    private List<SqlConnectOptions> servers;
    private Vertx vertx;

    @Override
    public Pool create(Input input) {
        vertx = input.vertx();
        servers = input.pgConnectOptionsList().stream()
                .<SqlConnectOptions>map(server -> server.setPreparedStatementCacheSqlFilter(statement -> true))
                .toList();
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(servers)
                .using(vertx)
                .build();
    }

    @Produces
    @Singleton
    @Pipelined
    SqlClient pipelined(io.vertx.mutiny.sqlclient.Pool pool) {
        pool.size(); // creates the pool, which sets the servers
        return SqlClient.newInstance(PgBuilder.client()
                .with(new PoolOptions().setMaxSize(PIPELINES))
                .connectingTo(servers)
                .using(vertx)
                .build());
    }

    void close(@Disposes @Pipelined SqlClient client) {
        client.closeAndForget();
    }
}
