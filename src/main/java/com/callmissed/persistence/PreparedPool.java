package com.callmissed.persistence;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * The connections of the pool keep every prepared statement. By itself the client keeps only those of up to {@value
 * PgConnectOptions#DEFAULT_PREPARED_STATEMENT_CACHE_SQL_LIMIT} characters and lets the database parse and plan all longer ones
 * on each call, without a word: the statements that store a message are longer.
 */
@Singleton
class PreparedPool implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        List<SqlConnectOptions> servers = input.pgConnectOptionsList().stream()
                .<SqlConnectOptions>map(server -> server.setPreparedStatementCacheSqlFilter(statement -> true))
                .toList();
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(servers)
                .using(input.vertx())
                .build();
    }
}
