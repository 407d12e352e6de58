package com.callmissed.outbound;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import com.callmissed.events.EventType;
import com.callmissed.events.LocalEventBus;

/**
 * Runs one worker for each channel that has a {@link ChannelSender}, as soon as it is known whether this database may
 * send.
 */
@ApplicationScoped
class DispatchWorkers {
    private static final Set<EventType> QUEUING = Set.of(EventType.MESSAGE_SENT, EventType.MESSAGE_STATUS);

    private final LocalEventBus bus;
    private final HoldWatch hold;
    private final List<DispatchWorker> workers;

    DispatchWorkers(
            Vertx vertx,
            Outbox outbox,
            @Any Instance<ChannelSender> senders,
            OutboxConfig config,
            LocalEventBus bus,
            HoldWatch hold,
            OutboxMetrics metrics) {
        this.bus = bus;
        this.hold = hold;
        this.workers = senders.stream()
                .map(sender -> new DispatchWorker(vertx, outbox, sender, config, metrics::breakerOpened))
                .toList();
        metrics.openBreakers(this::openBreakers);
    }

    void start(@Observes StartupEvent event) {
        bus.listenToCommits(happened -> {
            if (QUEUING.contains(happened.type())) {
                workers.forEach(DispatchWorker::nudge);
            }
        });
        hold.start(() -> workers.forEach(DispatchWorker::start));
    }

    /** How many numbers and providers get nothing, because they do not respond. */
    int openBreakers() {
        return workers.stream().mapToInt(DispatchWorker::openBreakers).sum();
    }

    void stop(@Observes ShutdownEvent event) {
        hold.stop();
        workers.forEach(DispatchWorker::stop);
    }
}
