package com.callmissed.events;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

import com.callmissed.platform.SessionConnection;
import com.callmissed.telemetry.StoredTrace;

/**
 * One transaction on entities. Its events are written to the log with the last statement of the same transaction.
 *
 * <p>{@code BEGIN} is sent together with the first statement and {@code COMMIT} together with the last one, so that the
 * tenant's log is locked for less than one round trip, and never by a process that is frozen between the two. Hibernate
 * would wait for each result, so it does not know of the transaction: changes of entities are written before a query
 * of entities, before a statement of {@code SessionSql}, and at the end, but not before another native query.
 *
 * <p>Must be called on a duplicated Vert.x context, one unit at a time on each context. A unit that is opened inside
 * another one joins it: there is one commit, and it includes the events of the inner unit.
 */
@ApplicationScoped
public class UnitOfWork {
    private static final String LOCAL = UnitOfWork.class.getName();

    private final EventLog log;
    private final EventSignal signal;

    UnitOfWork(EventLog log, EventSignal signal) {
        this.log = log;
        this.signal = signal;
    }

    /**
     * Runs {@code work} in a transaction on the context's Panache session. A failure rolls everything back, events
     * included. A deadlock or a serialization failure repeats all of it with a new session, see {@link Attempt#run}.
     *
     * @param work must not recover from the failure of a statement: the database has given up the transaction then. Has
     *     no effect outside of the transaction, because it may be called again.
     */
    public <T> Uni<T> perform(Function<Events, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Events outer = current();
            return outer == null ? begin(work) : work.apply(outer);
        });
    }

    /** The unit that is open on this context; null when there is none. */
    static Events current() {
        return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(LOCAL, null) : null;
    }

    private <T> Uni<T> begin(Function<Events, Uni<T>> work) {
        return Attempt.run(attempt -> {
            Events events = new Events();
            ContextLocals.put(LOCAL, events);
            return Panache.withSession(
                            () -> Panache.getSession().chain(session -> transaction(attempt, session, events, work)))
                    .onTermination()
                    .invoke(() -> ContextLocals.remove(LOCAL))
                    .invoke(() -> signal.committed(events.recorded));
        });
    }

    private <T> Uni<T> transaction(
            Attempt attempt, Mutiny.Session session, Events events, Function<Events, Uni<T>> work) {
        return attempt.whileWanted(() -> Uni.combine()
                        .all()
                        .unis(send(session, Attempt.BEGIN), Uni.createFrom().deferred(() -> work.apply(events)))
                        .with((begun, outcome) -> outcome)
                        .call(session::flush))
                .onFailure()
                .call(() -> rollback(session))
                .call(() -> EventsByTenant.commit(
                        events.recorded,
                        (tenant, recorded) -> append(session, tenant, recorded),
                        send(session, "COMMIT"),
                        rollback(session)));
    }

    private Uni<Void> append(Mutiny.Session session, UUID tenantId, List<DomainEvent> events) {
        Object[] parameters = {tenantId, log.encode(events)};
        String trace = StoredTrace.current();
        return Uni.createFrom()
                .completionStage(() -> SessionConnection.select(session, log.appendStatement(), parameters))
                .invoke(rows -> rows.forEachRemaining(row -> log.wrote(tenantId, (Long) row[0], trace)))
                .replaceWithVoid();
    }

    private static Uni<Void> send(Mutiny.Session session, String sql) {
        return Uni.createFrom().completionStage(() -> SessionConnection.send(session, sql));
    }

    private static Uni<Void> rollback(Mutiny.Session session) {
        return send(session, "ROLLBACK").onFailure().recoverWithNull();
    }

    /** Collects the events of one unit of work. */
    public static final class Events {
        private final List<DomainEvent> recorded = new ArrayList<>(2);

        private Events() {}

        public void record(DomainEvent event) {
            recorded.add(event);
        }
    }
}
