package com.callmissed.outbound;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.TaskLimiter;

/** Sends what is due on one channel: at once when this process has queued it, and at each poll what others left. */
final class DispatchWorker {
    /** For the claim, and for writing the result while the database comes and goes. */
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(3);

    private final Outbox outbox;
    private final ChannelSender sender;
    private final Dispatch dispatch;
    private final OutboxConfig config;
    private final TaskLimiter limiter;
    private final PeriodicTask job;
    private final Set<Outbox.Waiting> underWay = ConcurrentHashMap.newKeySet();

    DispatchWorker(Vertx vertx, Outbox outbox, ChannelSender sender, OutboxConfig config) {
        this.outbox = outbox;
        this.sender = sender;
        this.dispatch = new Dispatch(outbox, sender, config.lease());
        this.config = config;
        this.limiter = new TaskLimiter(vertx, config.concurrency());
        this.job =
                new PeriodicTask(vertx, "send messages on " + sender.channel().displayName(), this::round);
    }

    void start() {
        job.start(config.poll());
    }

    void nudge() {
        job.nudge();
    }

    /** A message that is being sent gets the time to hear the provider's response: without it, its outcome is uncertain. */
    void stop() {
        job.stop();
        limiter.drain(config.lease().plus(Duration.ofSeconds(1)));
    }

    private Uni<Void> round() {
        return outbox.due(sender.channel(), config.concurrency())
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

    /** The next message of the conversation may wait, or another conversation for the slot. A failed one waits for the poll. */
    private void ended(Outbox.Waiting waiting, boolean sent) {
        underWay.remove(waiting);
        if (sent || limiter.free() == 1) {
            job.nudge();
        }
    }
}
