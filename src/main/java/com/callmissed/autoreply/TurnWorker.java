package com.callmissed.autoreply;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.TaskLimiter;
import com.callmissed.events.EventType;
import com.callmissed.events.LocalEventBus;
import com.callmissed.platform.OwnContext;

/** Takes up turns when they are due: soon after a customer has written, and at each poll whatever other processes left. */
@ApplicationScoped
class TurnWorker {
    private static final Logger LOG = Logger.getLogger(TurnWorker.class);

    /** The database's clock and ours need not agree to the millisecond. */
    private static final Duration SLACK = Duration.ofMillis(20);

    /** How long a process that was told to go works on for an answer. */
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final Turns turns;
    private final TurnProcessor processor;
    private final AutoreplyConfig config;
    private final LocalEventBus bus;
    private final TaskLimiter limiter;
    private final PeriodicTask job;
    private final Set<Turn> underWay = ConcurrentHashMap.newKeySet();

    TurnWorker(Vertx vertx, Turns turns, TurnProcessor processor, AutoreplyConfig config, LocalEventBus bus) {
        this.turns = turns;
        this.processor = processor;
        this.config = config;
        this.bus = bus;
        this.limiter = new TaskLimiter(vertx, config.concurrency());
        this.job = new PeriodicTask(vertx, "answer customers", this::round);
    }

    void start(@Observes StartupEvent event) {
        bus.listenToCommits(happened -> {
            if (happened.type() == EventType.MESSAGE_RECEIVED) {
                job.nudgeIn(config.quiet().plus(SLACK));
            }
        });
        turns.whenDue(job::nudge);
        job.start(config.poll());
    }

    /** Whoever waits for an answer does not wait for the lease of a process that was told to go. */
    void stop(@Observes ShutdownEvent event) {
        job.stop();
        limiter.drain(GOODBYE);
        if (underWay.isEmpty()) {
            return;
        }
        try {
            OwnContext.await(
                    () -> turns.release(underWay).ifNoItem().after(GOODBYE).fail());
        } catch (Throwable failure) {
            LOG.warnf(
                    "Left %d turns to their leases: %s",
                    underWay.size(), failure.getClass().getSimpleName());
        }
    }

    private Uni<Void> round() {
        int free = limiter.free();
        return free == 0
                ? Uni.createFrom().voidItem()
                : turns.claim(free, config.tenantConcurrency(), busyTenants())
                        .invoke(claimed -> claimed.forEach(this::start))
                        .replaceWithVoid();
    }

    private List<UUID> busyTenants() {
        return underWay.stream()
                .collect(Collectors.groupingBy(Turn::tenantId, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(tenant -> tenant.getValue() >= config.tenantConcurrency())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void start(Turn turn) {
        underWay.add(turn);
        if (!limiter.start(config.lease(), () -> processor.answer(turn), () -> ended(turn))) {
            underWay.remove(turn);
        }
    }

    /** Others may have waited for the slot; another turn of the conversation may wait for its quiet time. */
    private void ended(Turn turn) {
        underWay.remove(turn);
        job.nudge();
        job.nudgeIn(config.quiet().plus(SLACK));
    }
}
