package com.callmissed.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.mutiny.Uni;

import com.callmissed.events.DomainEvent;
import com.callmissed.events.EventPublisher;

/**
 * One transaction and the events that it earns: the single place that commits first and publishes then.
 *
 * <p>Must be called on a duplicated Vert.x context, one unit at a time on each. A unit that is opened inside another joins
 * it: there is one commit, and what the inner one recorded is published after it.
 */
@ApplicationScoped
public class UnitOfWork {
    private static final String LOCAL = UnitOfWork.class.getName();

    private final EventPublisher publisher;

    UnitOfWork(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Runs {@code work} in a transaction on the context's Panache session. A failure rolls everything back and publishes
     * nothing.
     */
    public <T> Uni<T> perform(Function<Events, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Optional<Events> outer = ContextLocals.get(LOCAL);
            return outer.isPresent() ? work.apply(outer.get()) : begin(work);
        });
    }

    private <T> Uni<T> begin(Function<Events, Uni<T>> work) {
        Events events = new Events();
        ContextLocals.put(LOCAL, events);
        return Panache.withTransaction(() -> work.apply(events))
                .onTermination()
                .invoke(() -> ContextLocals.remove(LOCAL))
                .invoke(() -> events.recorded.forEach(publisher::publish));
    }

    /** Collects what happened inside one unit of work. */
    public static final class Events {
        private final List<DomainEvent> recorded = new ArrayList<>(2);

        private Events() {}

        public void record(DomainEvent event) {
            recorded.add(event);
        }
    }
}
