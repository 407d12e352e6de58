package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.PoolSize;
import com.callmissed.persistence.TenantScope;

/**
 * Accepts verified payloads. A payload of one part is processed in the transaction that stores it. Any other one, and
 * one for which that fails or takes too long, is first stored durably and then processed. The provider gets its
 * response when the processing is done, or after {@link JournalConfig#answerWithin()}, whichever is earlier.
 */
@ApplicationScoped
public class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    /** A provider waits for about 10 s. The check of the signature has as much time as storing the payload. */
    private static final Duration WRITE_WITHIN = Duration.ofSeconds(4);

    private static final Duration ANSWERED_WITHIN = WRITE_WITHIN.multipliedBy(2);

    /** How long a payload that can be processed at once may wait for its place and its transaction. */
    private static final Duration AT_ONCE_WITHIN = Duration.ofMillis(500);

    /** How long a payload waits for earlier ones of its bot that this process works on. */
    private static final Duration IN_ORDER_WITHIN = Duration.ofSeconds(1);

    private final Journal journal;
    private final JournalConfig config;
    private final PayloadAttempt attempt;
    private final JournalWorker worker;
    private final Ids ids;
    private final Vertx vertx;
    private final IngestMetrics metrics;
    private final ImmediateBudget budget;
    /** By bot, how many payloads of its deliveries went into the journal and are not finished by their requests. */
    private final Map<UUID, Integer> backlog = new ConcurrentHashMap<>();

    private final AsyncSemaphore inOrder = new AsyncSemaphore(1);

    Intake(
            Journal journal,
            JournalConfig config,
            PoolSize pool,
            PayloadAttempt attempt,
            JournalWorker worker,
            Ids ids,
            Vertx vertx,
            IngestMetrics metrics) {
        this.journal = journal;
        this.config = config;
        this.attempt = attempt;
        this.worker = worker;
        this.ids = ids;
        this.vertx = vertx;
        this.metrics = metrics;
        this.budget = new ImmediateBudget(pool.connections());
    }

    /**
     * Stores {@code body} for every recipient and processes it. Completes after the commit, whether or not the
     * processing succeeds. Fails if the body could not be stored, or not in time; the provider must then send it again.
     * What is stored too late is processed, too.
     *
     * @param recipients at least one
     * @param arrived when the delivery arrived, from {@link System#nanoTime}
     */
    public Uni<Void> accept(String provider, List<Recipient> recipients, byte[] body, String requestId, long arrived) {
        Instant now = Ids.now();
        List<InboundPayload> delivery = recipients.stream()
                .map(to -> new InboundPayload(
                        to.tenantId(), ids.next(), to.botId(), provider, to.address(), body, requestId, now, 0))
                .toList();
        ImmediateBudget.Memory memory =
                budget.take(recipients.stream().map(Recipient::tenantId).toList(), body.length);
        UUID claim = memory == null ? null : ids.next();
        long begun = System.nanoTime();
        return Uni.createFrom().emitter(answer -> {
            long timer = vertx.setTimer(WRITE_WITHIN.toMillis(), id -> answer.fail(notReady()));
            atOnce(delivery, memory)
                    .chain(stored -> stored ? Uni.createFrom().item(Stored.COMPLETELY) : journal(delivery, claim))
                    .onTermination()
                    .invoke(() -> vertx.cancelTimer(timer))
                    .subscribe()
                    .with(
                            stored -> {
                                if (stored == Stored.COMPLETELY) {
                                    budget.release(memory);
                                    answer.complete(null);
                                    return;
                                }
                                work(stored, patience(begun, arrived), () -> end(delivery, memory))
                                        .subscribe()
                                        .with(answer::complete, answer::fail);
                            },
                            failure -> {
                                end(delivery, memory);
                                answer.fail(failure);
                            });
        });
    }

    private Uni<Stored> journal(List<InboundPayload> delivery, UUID claim) {
        delivery.forEach(payload -> backlog.merge(payload.botId(), 1, Integer::sum));
        return TenantScope.job(delivery.get(0).tenantId(), () -> journal.append(delivery, claim, config.lease())
                .map(ids -> Stored.in(delivery, claim, ids)));
    }

    /** @param memory null when the delivery has none */
    private void end(List<InboundPayload> delivery, ImmediateBudget.Memory memory) {
        delivery.forEach(
                payload -> backlog.computeIfPresent(payload.botId(), (bot, count) -> count == 1 ? null : count - 1));
        if (memory != null) {
            budget.release(memory);
        }
    }

    /**
     * What is left to do after a delivery was stored.
     *
     * @param claimed payloads that this request processes
     * @param someWait whether others are left to the workers
     */
    private record Stored(List<ClaimedPayload> claimed, boolean someWait) {
        private static final Stored COMPLETELY = new Stored(List.of(), false);

        private static Stored in(List<InboundPayload> delivery, UUID claim, Set<UUID> ids) {
            List<ClaimedPayload> claimed = delivery.stream()
                    .filter(payload -> ids.contains(payload.id()))
                    .map(payload -> ClaimedPayload.stored(payload, claim))
                    .toList();
            return new Stored(claimed, claimed.size() < delivery.size());
        }
    }

    /**
     * Tries to store a payload together with what it contains. When that takes too long, for example behind a lock, it
     * ends without a commit, and the journal takes the payload meanwhile. Its row has another id there, so that it does
     * not wait for this one. If the commit was on its way already, the payload is processed twice, without effect. It
     * also ends without a commit when the journal gets another payload of the bot, so that it does not overtake that.
     */
    private Uni<Boolean> atOnce(List<InboundPayload> delivery, ImmediateBudget.Memory memory) {
        InboundPayload payload = delivery.get(0);
        UUID botId = payload.botId();
        if (memory == null
                || delivery.size() > 1
                || payload.body().length > WorkerOffload.SMALL
                || backlog.containsKey(botId)) {
            return Uni.createFrom().item(false);
        }
        AtomicBoolean isTooLate = new AtomicBoolean();
        return Uni.createFrom()
                .<Boolean>emitter(result -> {
                    long timer = vertx.setTimer(AT_ONCE_WITHIN.toMillis(), id -> {
                        isTooLate.set(true);
                        result.complete(false);
                    });
                    TenantScope.job(
                                    payload.tenantId(),
                                    () -> budget.withPlace(
                                            payload.tenantId(),
                                            AT_ONCE_WITHIN,
                                            () -> attempt.atOnce(
                                                    payload.withId(ids.next()),
                                                    () -> isTooLate.get() || backlog.containsKey(botId))))
                            .onTermination()
                            .invoke(() -> vertx.cancelTimer(timer))
                            .subscribe()
                            .with(result::complete, failure -> result.complete(false));
                })
                .invoke(metrics::triedAtOnce);
    }

    /**
     * Waits for the processing, but at most {@link JournalConfig#answerWithin()}. A payload that takes longer is left
     * to a worker after one of its next messages.
     */
    private Uni<Void> work(Stored stored, long patience, Runnable end) {
        if (stored.someWait()) {
            worker.nudge();
        }
        if (stored.claimed().isEmpty()) {
            end.run();
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().emitter(answer -> {
            long timer = vertx.setTimer(patience, id -> answer.complete(null));
            Multi.createFrom()
                    .iterable(stored.claimed())
                    .onItem()
                    .transformToUniAndConcatenate(this::process)
                    .onTermination()
                    .invoke(end)
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> {
                                LOG.warnf("Left a payload to the journal worker: %s", IngestFailures.describe(failure));
                                finish(timer, () -> answer.complete(null));
                            },
                            () -> finish(timer, () -> answer.complete(null)));
        });
    }

    /** Processes a payload after those of its bot that came before, unless they take long, as behind a lock. */
    private Uni<Void> process(ClaimedPayload payload) {
        return inOrder.withPermit(payload.payload().botId(), IN_ORDER_WITHIN, () -> processNow(payload))
                .onFailure(AsyncSemaphore.NoPermitException.class)
                .recoverWithUni(() -> processNow(payload));
    }

    /**
     * Processes a payload if its tenant has a place in time, and leaves the rest of a long one to a worker. A burst
     * waits here for a part of the lease, while the provider may already have its response. A worker would be slower,
     * because it takes one payload of a bot after another.
     */
    private Uni<Void> processNow(ClaimedPayload payload) {
        return budget.withPlace(payload.payload().tenantId(), config.lease().dividedBy(3), () -> {
                    long began = System.nanoTime();
                    return attempt.run(payload, () -> isOver(began));
                })
                .onFailure(AsyncSemaphore.NoPermitException.class)
                .recoverWithUni(() -> journal.pause(payload, payload.progress()).replaceWith(false))
                .invoke(complete -> {
                    if (!complete) {
                        worker.nudge();
                    }
                })
                .replaceWithVoid();
    }

    /** Returns milliseconds, at least one. */
    private long patience(long begun, long arrived) {
        long now = System.nanoTime();
        Duration ofProcessing = config.answerWithin().minusNanos(now - begun);
        Duration ofProvider = ANSWERED_WITHIN.minusNanos(now - arrived);
        return Math.max(1, Math.min(ofProcessing.toMillis(), ofProvider.toMillis()));
    }

    private boolean isOver(long began) {
        return System.nanoTime() - began > config.answerWithin().toNanos();
    }

    private void finish(long timer, Runnable answer) {
        vertx.cancelTimer(timer);
        answer.run();
    }

    private static ApiException notReady() {
        return ApiException.notReady("The payload could not be stored, send it again later");
    }
}
