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

/**
 * Says that a tenant has new events: to the tail of this process at once, and to other processes by a notification of PostgreSQL
 * that names all tenants of some milliseconds. It is never sent in a writing transaction, whose commit it would make wait for all
 * others. It may get lost: tails look at the log by themselves, too.
 */
@Singleton
public class EventSignal {
    static final String CHANNEL = "callmissed_events";
    /** In place of tenants: there are too many to name. */
    static final String EVERYBODY = "*";

    private static final Logger LOG = Logger.getLogger(EventSignal.class);
    /** 50 notifications a second at the most. */
    private static final long PAUSE_MILLIS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A notification may have 8 000 bytes. */
    private static final int MOST_NAMED = 200;

    private final Vertx vertx;
    private final Pool pool;
    private final LocalEventBus bus;
    private final EventTail tail;
    private final Set<UUID> unsaid = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final String process = UUID.randomUUID().toString();

    EventSignal(Vertx vertx, Pool pool, LocalEventBus bus, EventTail tail) {
        this.bus = bus;
        this.vertx = vertx;
        this.pool = pool;
        this.tail = tail;
    }

    /** To be called after each commit of a transaction, with the events that it has appended. Returns at once and never fails. */
    public void committed(Collection<? extends DomainEvent> events) {
        Set<UUID> tenants = new HashSet<>();
        for (DomainEvent event : events) {
            bus.publishCommitted(event);
            tenants.add(event.metadata().tenantId());
        }
        tenants.forEach(tail::wake);
        unsaid.addAll(tenants);
        if (!tenants.isEmpty() && busy.compareAndSet(false, true)) {
            send();
        }
    }

    /** What another process has said; what this one has said itself is ignored. */
    void heard(String payload) {
        String[] parts = payload.split(" ");
        if (parts[0].equals(process)) {
            return;
        }
        try {
            for (int i = 1; i < parts.length; i++) {
                tail.wake(UUID.fromString(parts[i]));
            }
        } catch (IllegalArgumentException e) { // everybody, or not ours
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
                    LOG.debugf("Other processes cannot be told of events: %s", failure.getMessage());
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
