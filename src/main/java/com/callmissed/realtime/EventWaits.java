package com.callmissed.realtime;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import com.callmissed.events.EventCursor;
import com.callmissed.events.EventTail;
import com.callmissed.events.LocalEventBus;

/** Holds the requests that wait for the next event of their tenant. */
@Singleton
class EventWaits {
    private final LocalEventBus bus;
    private final EventTail tail;
    private final Map<UUID, Set<UniEmitter<? super Void>>> waiting = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    EventWaits(LocalEventBus bus, EventTail tail) {
        this.bus = bus;
        this.tail = tail;
    }

    void start(@Observes StartupEvent event) {
        stopping = false;
        bus.listenToTail(update -> wake(update.tenantId()));
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        waiting.keySet().forEach(this::wake);
    }

    boolean isStopping() {
        return stopping;
    }

    /** The number of requests of a tenant that wait now. */
    int waiting(UUID tenantId) {
        return waiting.getOrDefault(tenantId, Set.of()).size();
    }

    /**
     * Completes when there may be an event after {@code known}, when {@code atMost} has passed, or when the service
     * stops. It completes on the Vert.x context of the subscriber.
     */
    Uni<Void> next(UUID tenantId, EventCursor known, Duration atMost) {
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .<Void>emitter(wait -> join(tenantId, known, wait))
                .ifNoItem()
                .after(atMost)
                .recoverWithItem((Void) null)
                .emitOn(command -> context.runOnContext(nothing -> command.run()));
    }

    private void join(UUID tenantId, EventCursor known, UniEmitter<? super Void> wait) {
        AtomicBoolean ended = new AtomicBoolean();
        wait.onTermination(() -> {
            ended.set(true);
            leave(tenantId, wait);
        });
        AtomicReference<EventCursor> published = new AtomicReference<>();
        waiting.compute(tenantId, (tenant, waits) -> {
            Set<UniEmitter<? super Void>> present = waits == null ? ConcurrentHashMap.newKeySet() : waits;
            present.add(wait);
            published.set(tail.follow(tenantId, known)); // inside compute, so that no leave() can run before it
            return present;
        });
        if (ended.get()) {
            leave(tenantId, wait);
        } else if (published.get().seq() > known.seq() || stopping) {
            wait.complete(null); // no wake() follows for an event that was published earlier
        }
    }

    private void wake(UUID tenantId) {
        waiting.getOrDefault(tenantId, Set.of()).forEach(wait -> wait.complete(null));
    }

    /** Removes a waiting request. Only the first call has an effect. */
    private void leave(UUID tenantId, UniEmitter<? super Void> wait) {
        waiting.computeIfPresent(tenantId, (tenant, waits) -> {
            if (waits.remove(wait)) {
                tail.leave(tenantId);
            }
            return waits.isEmpty() ? null : waits;
        });
    }
}
