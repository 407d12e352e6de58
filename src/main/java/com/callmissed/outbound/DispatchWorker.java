package com.callmissed.outbound;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.TaskLimiter;
import com.callmissed.persistence.TenantScope;

/**
 * Sends the due messages of one channel. A message that this process has queued is sent at once; the poll finds those
 * of other processes.
 */
final class DispatchWorker {
    /** Time for the claim and for storing the result, which is retried while the database is unavailable. */
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(3);
    /** Sooner than the poll, and late enough for a claim that again and again finds nothing to send. */
    private static final Duration NEXT_PROBE = Duration.ofMillis(100);

    private final Outbox outbox;
    private final ChannelSender sender;
    private final Dispatch dispatch;
    private final OutboxConfig config;
    private final Breakers breakers;
    private final TaskLimiter limiter;
    private final PeriodicTask job;
    private final Set<Outbox.Waiting> underWay = ConcurrentHashMap.newKeySet();

    /** @param opened runs each time that sending is stopped because the provider does not respond */
    DispatchWorker(Vertx vertx, Outbox outbox, ChannelSender sender, OutboxConfig config, Runnable opened) {
        this.outbox = outbox;
        this.sender = sender;
        this.dispatch = new Dispatch(outbox, sender, config.lease());
        this.config = config;
        this.breakers = new Breakers(sender.channel().displayName(), System::nanoTime, opened);
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

    /**
     * Waits for the requests that are being made. Without the provider's response, the outcome of their messages would
     * be uncertain.
     */
    void stop() {
        job.stop();
        limiter.drain(config.lease().plus(Duration.ofSeconds(1)));
    }

    /** How many breakers are open. */
    int openBreakers() {
        return breakers.open();
    }

    private Uni<Void> round() {
        return breakers.find(except -> outbox.due(sender.channel(), config.concurrency(), except))
                .invoke(due -> due.forEach(this::start))
                .replaceWithVoid();
    }

    private void start(Outbox.Waiting waiting) {
        if (isFull(waiting.tenantId()) || !underWay.add(waiting)) {
            return;
        }
        Breakers.Request request = breakers.begin(waiting.tenantId(), waiting.botId());
        if (request == null) {
            // Its bot has been stopped since the look-up. Its place in the list belongs to another one.
            underWay.remove(waiting);
            job.nudge();
            return;
        }
        AtomicReference<Boolean> sent = new AtomicReference<>();
        Supplier<Uni<Void>> task = () -> TenantScope.job(waiting.tenantId(), () -> dispatch.next(waiting, request))
                .invoke(sent::set)
                .replaceWithVoid();
        if (!limiter.start(config.lease().plus(SETTLED_WITHIN), task, () -> ended(waiting, request, sent.get()))) {
            request.close();
            underWay.remove(waiting);
        }
    }

    /** Only the rounds start messages, one round at a time, so the number only falls meanwhile. */
    private boolean isFull(UUID tenantId) {
        return underWay.stream()
                        .filter(other -> other.tenantId().equals(tenantId))
                        .count()
                >= config.tenantConcurrency();
    }

    /**
     * Starts another round if the conversation may have another message, or if another conversation may be waiting for
     * the free place. A probe whose message was dropped makes room for another one soon. After a failure the
     * conversation waits for the next poll.
     *
     * @param sent false if there was nothing to send, null after a failure
     */
    private void ended(Outbox.Waiting waiting, Breakers.Request request, Boolean sent) {
        request.close();
        underWay.remove(waiting);
        if (Boolean.TRUE.equals(sent) || limiter.free() == 1) {
            job.nudge();
        } else if (sent != null && breakers.open() > 0) {
            job.nudgeIn(NEXT_PROBE);
        }
    }
}
