package com.callmissed.persistence;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.events.DomainEvent;
import com.callmissed.events.EventLog;
import com.callmissed.events.EventSignal;

/**
 * Short transactions of plain statements, without a session, and the events that they earn, which are written to the log in the
 * same transaction, as its last statement. May be used on any thread.
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
     * @param earned the events that the outcome of {@code work} means; called once
     */
    public <T> Uni<T> perform(Function<SqlConnection, Uni<T>> work, Function<T, List<? extends DomainEvent>> earned) {
        return pool.withTransaction(connection -> work.apply(connection)
                        .map(outcome -> new Done<T>(outcome, earned.apply(outcome)))
                        .call(done -> EarnedEvents.eachTenant(
                                done.events, (tenant, events) -> log.append(connection, tenant, events))))
                .invoke(done -> signal.committed(done.events))
                .map(done -> done.outcome);
    }

    private record Done<T>(T outcome, List<? extends DomainEvent> events) {}
}
