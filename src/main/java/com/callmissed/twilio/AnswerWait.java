package com.callmissed.twilio;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import com.callmissed.events.LocalEventBus;

/**
 * Lets requests wait for a change of a conversation. A waiting request looks again after each event of the conversation
 * in this process, and periodically, because the change may happen in another process.
 */
@ApplicationScoped
class AnswerWait {
    private final Vertx vertx;
    private final LocalEventBus bus;
    private final VoiceConfig config;
    private final Map<UUID, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    AnswerWait(Vertx vertx, LocalEventBus bus, VoiceConfig config) {
        this.vertx = vertx;
        this.bus = bus;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        bus.listenToCommits(happened ->
                waiters.getOrDefault(happened.conversationId(), Set.of()).forEach(Waiter::wake));
    }

    /** Ends all waits. Callers are then asked to hold, and Twilio's next request reaches another process. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        waiters.values().forEach(waiting -> waiting.forEach(Waiter::wake));
    }

    /**
     * Calls {@code look} until it returns an item: at least once, and for the last time when {@code deadline} has
     * passed or the process is stopping. Returns null if the last call returned null. Must be called on a Vert.x
     * context, on which everything runs.
     *
     * @param deadline in {@code System.nanoTime()}
     */
    <T> Uni<T> until(UUID conversationId, long deadline, Supplier<Uni<T>> look) {
        return Uni.createFrom().deferred(() -> {
            Waiter waiter = new Waiter(vertx, Vertx.currentContext());
            waiters.computeIfAbsent(conversationId, id -> ConcurrentHashMap.newKeySet())
                    .add(waiter);
            return next(waiter, deadline, look).onTermination().invoke(() -> leave(conversationId, waiter));
        });
    }

    private <T> Uni<T> next(Waiter waiter, long deadline, Supplier<Uni<T>> look) {
        waiter.rest();
        long left = stopping ? 0 : deadline - System.nanoTime();
        return Uni.createFrom()
                .deferred(look::get)
                // A failure, such as an unavailable database, is retried with the next look.
                .onFailure(failure -> left > 0)
                .recoverWithNull()
                .chain(found -> found != null || left <= 0
                        ? Uni.createFrom().item(found)
                        : waiter.pause(Math.min(config.look().toNanos(), left))
                                .chain(() -> next(waiter, deadline, look)));
    }

    private void leave(UUID conversationId, Waiter waiter) {
        waiters.computeIfPresent(conversationId, (id, known) -> {
            known.remove(waiter);
            return known.isEmpty() ? null : known;
        });
    }

    /** One waiting request. Any thread may wake it; it continues on its own context. */
    private static final class Waiter {
        private final Vertx vertx;
        private final Context context;
        private UniEmitter<? super Void> sleeping;
        private boolean woken;

        Waiter(Vertx vertx, Context context) {
            this.vertx = vertx;
            this.context = context;
        }

        /** Forgets earlier events. Events from now on end the next pause. */
        synchronized void rest() {
            woken = false;
        }

        Uni<Void> pause(long nanos) {
            return Uni.createFrom().emitter(emitter -> {
                synchronized (this) {
                    sleeping = emitter;
                }
                long timer = vertx.setTimer(Math.max(1, Duration.ofNanos(nanos).toMillis()), id -> wake());
                emitter.onTermination(() -> vertx.cancelTimer(timer));
                if (isWoken()) {
                    wake();
                }
            });
        }

        private synchronized boolean isWoken() {
            return woken;
        }

        void wake() {
            UniEmitter<? super Void> sleeper;
            synchronized (this) {
                woken = true;
                sleeper = sleeping;
                sleeping = null;
            }
            if (sleeper != null) {
                context.runOnContext(nothing -> sleeper.complete(null));
            }
        }
    }
}
