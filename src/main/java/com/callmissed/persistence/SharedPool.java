package com.callmissed.persistence;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

/** A pool of which a tenant has at most its share of connections, by any door. The platform casts it to this type. */
@SuppressWarnings("deprecation")
final class SharedPool extends SharedClient implements PgPool {
    private final Pool pool;

    SharedPool(Pool pool, TenantShares shares) {
        super(pool, shares);
        this.pool = pool;
    }

    @Override
    public Future<SqlConnection> getConnection() {
        TenantScope scope = TenantScope.current();
        if (scope == null || scope.hasConnection()) {
            return pool.getConnection();
        }
        if (shares().tryBegin(scope)) {
            return pool.getConnection()
                    .onFailure(failed -> shares().end(scope))
                    .map(connection -> held(scope, connection, () -> shares().end(scope)));
        }
        Promise<SqlConnection> taken = Promise.promise();
        shares().inShare(scope, () -> Uni.createFrom()
                        .completionStage(() -> pool.getConnection().toCompletionStage())
                        .chain(connection -> hold(scope, connection, taken)))
                .subscribe()
                .with(closed -> {}, taken::tryFail);
        return taken.future();
    }

    private static Uni<Void> hold(TenantScope scope, SqlConnection connection, Promise<SqlConnection> taken) {
        Promise<Void> closed = Promise.promise();
        taken.complete(held(scope, connection, closed::complete));
        return Uni.createFrom().completionStage(closed.future().toCompletionStage());
    }

    private static SqlConnection held(TenantScope scope, SqlConnection connection, Runnable returned) {
        scope.connected();
        return new SharedConnection(connection, () -> {
            scope.disconnected();
            returned.run();
        });
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    @Deprecated
    public PgPool connectHandler(Handler<SqlConnection> handler) {
        throw new UnsupportedOperationException("PreparedPool sets it");
    }

    @Override
    @Deprecated
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        throw new UnsupportedOperationException("PreparedPool sets it");
    }

    @Override
    public int size() {
        return pool.size();
    }
}
