package com.callmissed.persistence;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;

/** A client whose prepared statements run in the share of the current tenant. Others are those of system jobs. */
class SharedClient implements SqlClient {
    private final SqlClient client;
    private final TenantShares shares;

    SharedClient(SqlClient client, TenantShares shares) {
        this.client = client;
        this.shares = shares;
    }

    TenantShares shares() {
        return shares;
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return client.query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return new SharedQuery<>(client.preparedQuery(sql), shares);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return new SharedQuery<>(client.preparedQuery(sql, options), shares);
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        client.close(handler);
    }
}
