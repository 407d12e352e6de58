package com.callmissed.events;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

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
     * Runs {@code work} in a transaction. A failure rolls everything back, events included. A deadlock or a
     * serialization failure repeats all of it, see {@link Attempt#run}.
     *
     * @param work must begin with a statement, and must not begin, commit or close anything. Has no effect outside of
     *     the transaction, because it may be called again.
     * @param produced returns the events for the outcome of {@code work}
     */
    public <T> Uni<T> perform(Function<SqlConnection, Uni<T>> work, Function<T, List<? extends DomainEvent>> produced) {
        return Attempt.run(attempt -> pool.getConnection()
                        .chain(connection ->
                                transaction(attempt, connection, work, produced).eventually(() -> connection.close()))
                        .invoke(done -> signal.committed(done.events)))
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

    private <T> Uni<Done<T>> transaction(
            Attempt attempt,
            SqlConnection connection,
            Function<SqlConnection, Uni<T>> work,
            Function<T, List<? extends DomainEvent>> produced) {
        Uni<Void> rollback = execute(connection, "ROLLBACK").onFailure().recoverWithNull();
        return attempt.whileWanted(
                        () -> begin(connection, work).map(outcome -> new Done<T>(outcome, produced.apply(outcome))))
                .onFailure()
                .call(() -> rollback)
                .call(done -> EventsByTenant.commit(
                        done.events,
                        (tenant, events) -> log.append(connection, tenant, events),
                        execute(connection, "COMMIT"),
                        rollback));
    }

    /** Sends both at once. The database executes them one after the other. */
    private static <T> Uni<T> begin(SqlConnection connection, Function<SqlConnection, Uni<T>> work) {
        return Uni.combine()
                .all()
                .unis(execute(connection, Attempt.BEGIN), Uni.createFrom().deferred(() -> work.apply(connection)))
                .with((begun, outcome) -> outcome);
    }

    private static Uni<Void> execute(SqlConnection connection, String sql) {
        return connection.query(sql).execute().replaceWithVoid();
    }

    private record Done<T>(T outcome, List<? extends DomainEvent> events) {}
}
