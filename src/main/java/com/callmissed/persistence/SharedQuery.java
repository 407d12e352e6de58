package com.callmissed.persistence;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;

/** A statement that runs in the share of the current tenant. */
final class SharedQuery<T> implements PreparedQuery<T> {
    private final PreparedQuery<T> query;
    private final TenantShares shares;

    SharedQuery(PreparedQuery<T> query, TenantShares shares) {
        this.query = query;
        this.shares = shares;
    }

    @Override
    public Future<T> execute() {
        return shares.run(query::execute);
    }

    @Override
    public void execute(Handler<AsyncResult<T>> handler) {
        execute().onComplete(handler);
    }

    @Override
    public Future<T> execute(Tuple parameters) {
        return shares.run(() -> query.execute(parameters));
    }

    @Override
    public void execute(Tuple parameters, Handler<AsyncResult<T>> handler) {
        execute(parameters).onComplete(handler);
    }

    @Override
    public Future<T> executeBatch(List<Tuple> batch) {
        return shares.run(() -> query.executeBatch(batch));
    }

    @Override
    public void executeBatch(List<Tuple> batch, Handler<AsyncResult<T>> handler) {
        executeBatch(batch).onComplete(handler);
    }

    @Override
    public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
        return new SharedQuery<>(query.collecting(collector), shares);
    }

    @Override
    public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
        return new SharedQuery<>(query.mapping(mapper), shares);
    }
}
