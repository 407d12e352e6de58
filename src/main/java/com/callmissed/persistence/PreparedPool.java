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
 * The connections to the database. They keep every prepared statement: by itself the client keeps only those of up to {@value
 * PgConnectOptions#DEFAULT_PREPARED_STATEMENT_CACHE_SQL_LIMIT} characters and lets the database parse and plan all longer ones
 * on each call, without a word, and the statements that store a message are longer.
 */
@Singleton
class PreparedPool implements PgPoolCreator {
    /** Few, so that much goes through each at once. */
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
        pool.size(); // it is made on its first use, and knows the servers from then on
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
