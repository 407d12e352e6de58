package com.callmissed.inbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.background.Backoff;
import com.callmissed.persistence.TenantScope;

/** Makes one attempt at a journalled payload: calls the processor of its provider and stores the outcome. */
@ApplicationScoped
class PayloadAttempt {
    private static final Logger LOG = Logger.getLogger(PayloadAttempt.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Journal journal;
    private final JournalConfig config;
    private final IngestMetrics metrics;
    private final Backoff backoff;
    private final Map<String, PayloadProcessor> processors;

    PayloadAttempt(
            Journal journal, JournalConfig config, IngestMetrics metrics, @All List<PayloadProcessor> processors) {
        this.journal = journal;
        this.config = config;
        this.backoff = new Backoff(config.lease(), LONGEST_PAUSE);
        this.metrics = metrics;
        this.processors =
                processors.stream().collect(Collectors.toMap(PayloadProcessor::provider, Function.identity()));
    }

    /** Fails only if the journal cannot be written. The row then stays pending until its lease ends. */
    Uni<Void> run(InboundPayload payload) {
        boolean last = payload.attempts() + 1 >= config.attempts();
        return TenantScope.job(payload.tenantId(), () -> Uni.createFrom()
                .deferred(() -> processors.get(payload.provider()).process(payload, last))
                .onItemOrFailure()
                .transformToUni((settlement, failure) ->
                        failure == null ? settle(payload, settlement) : postpone(payload, failure)));
    }

    private Uni<Void> settle(InboundPayload payload, Settlement settlement) {
        return journal.settle(payload, settlement).invoke(() -> {
            metrics.settled(payload.receivedAt());
            if (settlement.outcome() == Settlement.Outcome.FAILED) {
                LOG.errorf("Gave up a part of %s: %s", payload, settlement.detail());
            }
        });
    }

    private Uni<Void> postpone(InboundPayload payload, Throwable failure) {
        String reason = IngestFailures.describe(failure);
        return journal.postpone(payload, reason, backoff.pause(payload.attempts()), config.attempts())
                .invoke(givenUp -> {
                    if (givenUp) {
                        metrics.count(IngestOutcome.FAILED);
                        LOG.errorf("Gave up %s: %s", payload, reason);
                    } else {
                        LOG.warnf("Will retry %s: %s", payload, reason);
                    }
                })
                .replaceWithVoid();
    }
}
