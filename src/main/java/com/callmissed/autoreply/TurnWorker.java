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
import com.callmissed.persistence.TenantScope;
import com.callmissed.platform.OwnContext;
import com.callmissed.telemetry.Spans;

/** Starts turns when they are due: after a message of this process, and at each poll for those of other processes. */
@ApplicationScoped
class TurnWorker {
    private static final Logger LOG = Logger.getLogger(TurnWorker.class);

    /** Allows for a small difference between the clocks of the database and of this process. */
    private static final Duration SLACK = Duration.ofMillis(20);

    /** How long a process that shuts down waits for turns that it is processing. */
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

    /** Releases turns that have not ended, so that other processes do not wait for the end of their leases. */
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
        if (!limiter.start(
                config.lease(),
                () -> TenantScope.job(
                        turn.tenantId(), () -> Spans.continuing(turn.trace(), "answer", () -> processor.answer(turn))),
                () -> ended(turn))) {
            underWay.remove(turn);
        }
    }

    /** Looks for turns that waited for a slot, and for another turn of the conversation after its quiet time. */
    private void ended(Turn turn) {
        underWay.remove(turn);
        job.nudge();
        job.nudgeIn(config.quiet().plus(SLACK));
    }
}
