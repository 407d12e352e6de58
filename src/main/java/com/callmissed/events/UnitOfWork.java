package com.callmissed.events;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;

/**
 * One transaction on entities. Its events are written to the log with the last statement of the same transaction.
 *
 * <p>Must be called on a duplicated Vert.x context, one unit at a time on each context. A unit that is opened inside
 * another one joins it: there is one commit, and it includes the events of the inner unit.
 */
@ApplicationScoped
public class UnitOfWork {
    private static final String LOCAL = UnitOfWork.class.getName();

    private final EventLog log;
    private final EventSignal signal;
    private final String append;

    UnitOfWork(EventLog log, EventSignal signal, EventConfig config) {
        this.log = log;
        this.signal = signal;
        this.append = EventLog.appendStatement(":tenant", ":bodies", config);
    }

    /**
     * Runs {@code work} in a transaction on the context's Panache session. A failure rolls everything back, events
     * included.
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
        Events events = new Events();
        ContextLocals.put(LOCAL, events);
        return Panache.withTransaction(() -> work.apply(events).call(() -> append(events.recorded)))
                .onTermination()
                .invoke(() -> ContextLocals.remove(LOCAL))
                .invoke(() -> signal.committed(events.recorded));
    }

    private Uni<Void> append(List<DomainEvent> recorded) {
        return EventsByTenant.eachTenant(recorded, (tenant, events) -> Panache.getSession()
                .call(session -> session.flush())
                // Not Integer: for any class but Object, Hibernate caches a plan on each call and never finds it again.
                .chain(session -> session.createNativeQuery(append, Object.class)
                        .setParameter("tenant", tenant)
                        .setParameter("bodies", log.encode(events))
                        .getResultList())
                .invoke(written -> log.wrote(events.size()))
                .replaceWithVoid());
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
