package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.TenantScope;

/**
 * Accepts verified payloads. A payload is first stored durably and then processed. The provider gets its response when
 * the processing is done, or after {@link JournalConfig#answerWithin()}, whichever is earlier.
 */
@ApplicationScoped
public class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final Duration WRITE_WITHIN = Duration.ofSeconds(10);
    /**
     * Maximum total weight of the payloads in processing, in KB. Further payloads wait in the journal for the worker.
     */
    private static final int BUDGET_KB = 32 * 1024;

    /** Minimum weight of a payload, in KB: the heap that its messages need besides the body. */
    private static final int LEAST_KB = 64;

    private final Journal journal;
    private final JournalConfig config;
    private final PayloadAttempt attempt;
    private final Ids ids;
    private final Vertx vertx;
    private final Semaphore budget = new Semaphore(BUDGET_KB);

    Intake(Journal journal, JournalConfig config, PayloadAttempt attempt, Ids ids, Vertx vertx) {
        this.journal = journal;
        this.config = config;
        this.attempt = attempt;
        this.ids = ids;
        this.vertx = vertx;
    }

    /**
     * Stores {@code body} for every recipient and starts its processing. Completes after the commit, whether or not the
     * processing succeeds. Fails if the body could not be stored, or not in time; the provider must then send it again.
     *
     * @param recipients at least one
     */
    public Uni<Void> accept(String provider, List<Recipient> recipients, byte[] body, String requestId) {
        Instant now = Ids.now();
        List<InboundPayload> delivery = recipients.stream()
                .map(to -> new InboundPayload(
                        to.tenantId(), ids.next(), to.botId(), provider, to.address(), body, requestId, now, 0))
                .toList();
        int weight = Math.min(BUDGET_KB, LEAST_KB + body.length / 1024 * 8);
        boolean atOnce = budget.tryAcquire(weight);
        UUID first = delivery.get(0).tenantId();
        return TenantScope.job(first, () -> journal.append(delivery, atOnce ? config.lease() : Duration.ZERO))
                .ifNoItem()
                .after(WRITE_WITHIN)
                .failWith(Intake::notReady)
                .onFailure()
                .invoke(failure -> budget.release(atOnce ? weight : 0))
                .chain(() -> atOnce ? work(delivery, weight) : Uni.createFrom().voidItem());
    }

    /**
     * Waits for the processing, but at most {@link JournalConfig#answerWithin()}. The processing continues after that.
     */
    private Uni<Void> work(List<InboundPayload> delivery, int weight) {
        return Uni.createFrom().emitter(answer -> {
            long timer = vertx.setTimer(config.answerWithin().toMillis(), id -> answer.complete(null));
            Multi.createFrom()
                    .iterable(delivery)
                    .onItem()
                    .transformToUniAndConcatenate(attempt::run)
                    .onTermination()
                    .invoke(() -> budget.release(weight))
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

    private void finish(long timer, Runnable answer) {
        vertx.cancelTimer(timer);
        answer.run();
    }

    private static ApiException notReady() {
        return ApiException.notReady("The payload could not be stored, send it again later");
    }
}
