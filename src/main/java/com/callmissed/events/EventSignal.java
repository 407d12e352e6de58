package com.callmissed.events;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.persistence.WriteRefusals;
import com.callmissed.platform.OwnContext;

/**
 * Signals that tenants have new events. The tail of this process gets the signal at once. Other processes get a
 * PostgreSQL notification that names all tenants of the last milliseconds. The notification is never part of a writing
 * transaction, because then its commit would wait for the commits of all others. A signal may be lost, because each
 * tail also polls the log.
 */
@Singleton
public class EventSignal {
    static final String CHANNEL = "callmissed_events";
    /** Stands for all tenants when there are too many to name. */
    static final String EVERYBODY = "*";

    private static final Logger LOG = Logger.getLogger(EventSignal.class);
    /** Limits the signal to 50 notifications per second. */
    private static final long PAUSE_MILLIS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A notification may have 8000 bytes. */
    private static final int MOST_NAMED = 200;

    private final Vertx vertx;
    private final Pool pool;
    private final LocalEventBus bus;
    private final EventTail tail;
    private final WriteRefusals writes;
    private final Set<UUID> unsaid = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final String process = UUID.randomUUID().toString();

    EventSignal(Vertx vertx, Pool pool, LocalEventBus bus, EventTail tail, WriteRefusals writes) {
        this.bus = bus;
        this.vertx = vertx;
        this.pool = pool;
        this.tail = tail;
        this.writes = writes;
    }

    /**
     * Signals the events of a transaction. Call it after each commit. Returns at once and never fails.
     *
     * @param events the events that the transaction has appended
     */
    public void committed(Collection<? extends DomainEvent> events) {
        Set<UUID> tenants = new HashSet<>();
        for (DomainEvent event : events) {
            bus.publishCommitted(event);
            tenants.add(event.metadata().tenantId());
        }
        if (!tenants.isEmpty()) {
            writes.succeeded();
            // Nobody's request, and nobody's share of the database: the signal is for all tenants.
            OwnContext.run(vertx.getOrCreateContext(), () -> signal(tenants));
        }
    }

    private void signal(Set<UUID> tenants) {
        tenants.forEach(tail::wake);
        unsaid.addAll(tenants);
        if (busy.compareAndSet(false, true)) {
            send();
        }
    }

    /** Handles a notification. Ignores the notifications of this process. */
    void heard(String payload) {
        String[] parts = payload.split(" ");
        if (parts[0].equals(process)) {
            return;
        }
        try {
            for (int i = 1; i < parts.length; i++) {
                tail.wake(UUID.fromString(parts[i]));
            }
        } catch (IllegalArgumentException e) { // all tenants, or not a payload of this service
            tail.wakeAll();
        }
    }

    private void send() {
        StringBuilder payload = new StringBuilder(process);
        Set<UUID> tenants = Set.copyOf(unsaid);
        unsaid.removeAll(tenants);
        if (tenants.size() > MOST_NAMED) {
            payload.append(' ').append(EVERYBODY);
        } else {
            tenants.forEach(tenant -> payload.append(' ').append(tenant));
        }
        pool.preparedQuery("SELECT pg_notify('" + CHANNEL + "', $1)")
                .execute(Tuple.of(payload.toString()))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .subscribe()
                .with(sent -> pause(), failure -> {
                    LOG.debugf("Cannot signal events to other processes: %s", failure.getMessage());
                    pause();
                });
    }

    private void pause() {
        vertx.setTimer(PAUSE_MILLIS, id -> {
            busy.set(false);
            if (!unsaid.isEmpty() && busy.compareAndSet(false, true)) {
                send();
            }
        });
    }
}
