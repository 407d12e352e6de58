package com.callmissed.whatsapp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.TaskLimiter;
import com.callmissed.events.LocalEventBus;
import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutboxConfig;
import com.callmissed.thread.Channel;

/** Sends what is due on WhatsApp: as soon as this process has queued it, and at each poll what others left. */
@ApplicationScoped
class DispatchWorker {
    private static final Set<String> QUEUING = Set.of("message.sent", "message.status");

    /** For the claim, and for writing the outcome down while the database comes and goes. */
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(3);

    private final Outbox outbox;
    private final Dispatch dispatch;
    private final OutboxConfig config;
    private final LocalEventBus bus;
    private final TaskLimiter limiter;
    private final PeriodicTask job;
    private final Set<Outbox.Waiting> underWay = ConcurrentHashMap.newKeySet();

    DispatchWorker(Vertx vertx, Outbox outbox, Dispatch dispatch, OutboxConfig config, LocalEventBus bus) {
        this.outbox = outbox;
        this.dispatch = dispatch;
        this.config = config;
        this.bus = bus;
        this.limiter = new TaskLimiter(vertx, config.concurrency());
        this.job = new PeriodicTask(vertx, "send messages", this::round);
    }

    void start(@Observes StartupEvent event) {
        bus.listenToCommits(happened -> {
            if (QUEUING.contains(happened.type())) {
                job.nudge();
            }
        });
        job.start(config.poll());
    }

    /** What is being sent gets the time to hear Meta's answer: cut off, its outcome would be uncertain. */
    void stop(@Observes ShutdownEvent event) {
        job.stop();
        limiter.drain(config.lease().plus(Duration.ofSeconds(1)));
    }

    private Uni<Void> round() {
        return outbox.due(Channel.WHATSAPP, config.concurrency())
                .invoke(due -> due.forEach(this::start))
                .replaceWithVoid();
    }

    private void start(Outbox.Waiting waiting) {
        if (!underWay.add(waiting)) {
            return;
        }
        AtomicBoolean sent = new AtomicBoolean();
        Supplier<Uni<Void>> task =
                () -> dispatch.next(waiting).invoke(sent::set).replaceWithVoid();
        if (!limiter.start(config.lease().plus(SETTLED_WITHIN), task, () -> ended(waiting, sent.get()))) {
            underWay.remove(waiting);
        }
    }

    /** The next message of the conversation may wait, or another conversation for the slot. What could not be sent waits for the poll. */
    private void ended(Outbox.Waiting waiting, boolean sent) {
        underWay.remove(waiting);
        if (sent || limiter.free() == 1) {
            job.nudge();
        }
    }
}
