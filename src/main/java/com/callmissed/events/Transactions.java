package com.callmissed.events;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.persistence.SessionSql;
import com.callmissed.persistence.SqlExecutor;

/**
 * Runs short transactions of plain SQL statements, without a Hibernate session, and writes their events to the log with
 * the last statement of the same transaction. May be used on any thread.
 *
 * <p>{@code BEGIN} is sent together with the first statement and {@code COMMIT} together with the last one. A
 * transaction of one statement and its events takes two round trips instead of four, and the tenant's log is locked for
 * less than one round trip.
 */
@ApplicationScoped
public class Transactions {
    private final Pool pool;
    private final EventLog log;
    private final EventSignal signal;

    Transactions(Pool pool, EventLog log, EventSignal signal) {
        this.pool = pool;
        this.log = log;
        this.signal = signal;
    }

    /**
     * Runs {@code work} in a transaction. A failure rolls everything back, events included.
     *
     * @param work must begin with a statement, and must not begin, commit or close anything
     * @param produced returns the events for the outcome of {@code work}; called once
     */
    public <T> Uni<T> perform(Function<SqlConnection, Uni<T>> work, Function<T, List<? extends DomainEvent>> produced) {
        return connection()
                .chain(connection -> begin(connection, work)
                        .map(outcome -> new Done<T>(outcome, produced.apply(outcome)))
                        .call(done -> commit(connection, done.events))
                        .onTermination()
                        .call((done, failure, cancelled) -> end(connection, failure != null || cancelled)))
                .invoke(done -> signal.committed(done.events))
                .map(done -> done.outcome);
    }

    /**
     * Runs {@code work} in the unit of work that is open on this context and becomes part of its commit. Without an
     * open unit, works like {@link #perform}. The statements are the same.
     */
    public <T> Uni<T> joinOrPerform(
            Function<SqlExecutor, Uni<T>> work, Function<T, List<? extends DomainEvent>> produced) {
        return Uni.createFrom().deferred(() -> {
            UnitOfWork.Events outer = UnitOfWork.current();
            return outer == null
                    ? perform(connection -> work.apply(SqlExecutor.on(connection)), produced)
                    : work.apply(SessionSql.CURRENT)
                            .invoke(outcome -> produced.apply(outcome).forEach(outer::record));
        });
    }

    /** Takes a connection of the pool. Returns it at once when it arrives after the caller has cancelled. */
    private Uni<SqlConnection> connection() {
        return Uni.createFrom().emitter(taker -> {
            AtomicBoolean decided = new AtomicBoolean();
            taker.onTermination(() -> decided.set(true));
            pool.getConnection()
                    .subscribe()
                    .with(
                            connection -> {
                                if (decided.compareAndSet(false, true)) {
                                    taker.complete(connection);
                                } else {
                                    connection.close().subscribe().with(closed -> {}, failure -> {});
                                }
                            },
                            taker::fail);
        });
    }

    /** Sends both at once. The database executes them one after the other. */
    private static <T> Uni<T> begin(SqlConnection connection, Function<SqlConnection, Uni<T>> work) {
        return Uni.combine()
                .all()
                .unis(connection.query("BEGIN").execute(), Uni.createFrom().deferred(() -> work.apply(connection)))
                .with((begun, outcome) -> outcome);
    }

    /**
     * Sends the commit directly after the last append, without waiting for it. When the append fails, the commit is a
     * rollback.
     */
    private Uni<Void> commit(SqlConnection connection, List<? extends DomainEvent> events) {
        Uni<Void> commit = connection.query("COMMIT").execute().replaceWithVoid();
        List<Uni<Void>> appends = EventsByTenant.byTenant(events).entrySet().stream()
                .map(tenant -> log.append(connection, tenant.getKey(), tenant.getValue()))
                .toList();
        if (appends.isEmpty()) {
            return commit;
        }
        int last = appends.size() - 1;
        return Multi.createFrom()
                .iterable(appends.subList(0, last))
                .onItem()
                .transformToUniAndConcatenate(append -> append)
                .onItem()
                .ignoreAsUni()
                .chain(() -> Uni.combine().all().unis(appends.get(last), commit).discardItems());
    }

    private static Uni<Void> end(SqlConnection connection, boolean unfinished) {
        Uni<?> rollback = unfinished
                ? connection.query("ROLLBACK").execute().onFailure().recoverWithNull()
                : Uni.createFrom().nullItem();
        return rollback.chain(connection::close);
    }

    private record Done<T>(T outcome, List<? extends DomainEvent> events) {}
}
