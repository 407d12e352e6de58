package com.callmissed.inbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import org.jboss.logging.Logger;

import com.callmissed.background.Backoff;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.TenantScope;
import com.callmissed.telemetry.Spans;

/** Makes one attempt at a claimed payload: reads its parts, stores them, and stores the outcome or the progress. */
@ApplicationScoped
class PayloadAttempt {
    private static final Logger LOG = Logger.getLogger(PayloadAttempt.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Journal journal;
    private final JournalConfig config;
    private final IngestMetrics metrics;
    private final WorkerOffload offload;
    private final Backoff backoff;
    private final Map<String, PayloadProcessor> processors;

    PayloadAttempt(
            Journal journal,
            JournalConfig config,
            IngestMetrics metrics,
            WorkerOffload offload,
            @All List<PayloadProcessor> processors) {
        this.journal = journal;
        this.config = config;
        this.backoff = new Backoff(config.lease(), LONGEST_PAUSE);
        this.metrics = metrics;
        this.offload = offload;
        this.processors =
                processors.stream().collect(Collectors.toMap(PayloadProcessor::provider, Function.identity()));
    }

    /**
     * Runs the attempt on a duplicated Vert.x context. Fails only if the journal cannot be written. The row then stays
     * claimed until its lease ends.
     *
     * @param pauses is asked after each part; when true, the rest is left to a worker
     * @return false if something is left to a worker
     */
    Uni<Boolean> run(ClaimedPayload claimed, BooleanSupplier pauses) {
        return TenantScope.job(
                claimed.payload().tenantId(),
                () -> Spans.continuing(claimed.trace(), "process payload", () -> attempt(claimed, pauses)));
    }

    private Uni<Boolean> attempt(ClaimedPayload claimed, BooleanSupplier pauses) {
        return offload.run(claimed.payload().body().length, () -> read(claimed.payload()))
                .onItemOrFailure()
                .transformToUni((reading, failure) -> {
                    if (failure != null) {
                        return postpone(claimed, claimed.progress(), failure);
                    }
                    return reading.problem() == null
                            ? work(claimed, reading.parts(), pauses)
                            : unreadable(claimed, reading.problem());
                });
    }

    /**
     * Stores a payload of one part together with its row of the journal, in one commit. Is called on a duplicated
     * Vert.x context, and never fails.
     *
     * @param payload a small one that is not in the journal
     * @param isTooLate is asked before each transaction and before the commit; when true, nothing is stored
     * @return false if the payload must go through the journal: it has other parts, an earlier one of the bot waits, or
     *     the transaction failed. If its commit is in doubt, the part may be stored nevertheless
     */
    Uni<Boolean> atOnce(InboundPayload payload, BooleanSupplier isTooLate) {
        List<PayloadPart> parts =
                isTooLate.getAsBoolean() ? List.of() : read(payload).parts();
        if (parts.size() != 1 || !parts.get(0).isOneTransaction()) {
            return Uni.createFrom().item(false);
        }
        return Uni.createFrom()
                .deferred(() -> parts.get(0).deliver(new WithPayload(journal, payload, isTooLate)))
                .map(outcome -> {
                    metrics.count(outcome);
                    metrics.settled(payload.receivedAt());
                    return true;
                })
                .onFailure()
                .recoverWithItem(failure -> {
                    if (!(failure instanceof CommitGuard.NotHeldException
                            || failure instanceof CancellationException)) {
                        LOG.warnf("Left %s to the journal: %s", payload, IngestFailures.describe(failure));
                    }
                    return false;
                });
    }

    private Reading read(InboundPayload payload) {
        try {
            return new Reading(processors.get(payload.provider()).read(payload), null);
        } catch (UnreadablePayloadException e) {
            return new Reading(List.of(), e.getMessage());
        }
    }

    private Uni<Boolean> unreadable(ClaimedPayload claimed, String problem) {
        metrics.count(IngestOutcome.UNREADABLE);
        return settle(claimed, claimed.progress(), new Settlement(Settlement.Outcome.UNREADABLE, problem));
    }

    private Uni<Boolean> work(ClaimedPayload claimed, List<PayloadPart> parts, BooleanSupplier pauses) {
        PayloadWork work = new PayloadWork(journal, config, metrics, claimed, parts);
        return work.run(isLast(claimed), pauses).onItemOrFailure().transformToUni((done, failure) -> {
            if (failure instanceof CommitGuard.NotHeldException) {
                return Uni.createFrom().item(() -> lost(claimed));
            }
            if (failure != null) {
                return postpone(claimed, work.progress(), failure);
            }
            return work.isDone()
                    ? settle(claimed, work.progress(), work.settlement())
                    : journal.pause(claimed, work.progress()).map(paused -> !paused && lost(claimed));
        });
    }

    private boolean isLast(ClaimedPayload claimed) {
        return claimed.payload().attempts() + 1 >= config.attempts();
    }

    /** Forgets the progress of a payload with failed parts, so that an operator can have all of it processed again. */
    private Uni<Boolean> settle(ClaimedPayload claimed, PayloadProgress progress, Settlement settlement) {
        boolean failed = settlement.outcome() == Settlement.Outcome.FAILED;
        return journal.settle(claimed, failed ? PayloadProgress.NONE : progress, settlement)
                .map(settled -> {
                    if (!settled) {
                        return lost(claimed);
                    }
                    if (!failed) {
                        metrics.settled(claimed.payload().receivedAt());
                    }
                    if (settlement.outcome() == Settlement.Outcome.IGNORED) {
                        metrics.count(IngestOutcome.IGNORED);
                    }
                    if (failed) {
                        LOG.errorf("Gave up a part of %s: %s", claimed, settlement.detail());
                    }
                    if (settlement.outcome() == Settlement.Outcome.UNREADABLE) {
                        LOG.warnf("Kept %s, which is not readable: %s", claimed, settlement.detail());
                    }
                    return true;
                });
    }

    private Uni<Boolean> postpone(ClaimedPayload claimed, PayloadProgress progress, Throwable failure) {
        String reason = IngestFailures.describe(failure);
        boolean givenUp = isLast(claimed);
        Duration pause = backoff.pause(claimed.payload().attempts());
        return journal.postpone(claimed, givenUp ? PayloadProgress.NONE : progress, reason, pause, givenUp)
                .map(postponed -> {
                    if (!postponed) {
                        return lost(claimed);
                    }
                    if (givenUp) {
                        metrics.count(IngestOutcome.FAILED);
                        LOG.errorf("Gave up %s: %s", claimed, reason);
                    } else {
                        LOG.warnf("Will retry %s: %s", claimed, reason);
                    }
                    return true;
                });
    }

    private static boolean lost(ClaimedPayload claimed) {
        LOG.warnf("Stopped work on %s, because another process has taken it over", claimed);
        return true;
    }

    /** Adds the row of the payload to the transaction of its part. */
    private record WithPayload(Journal journal, InboundPayload payload, BooleanSupplier isTooLate)
            implements CommitGuard {
        @Override
        public Uni<Boolean> holds(SqlClient connection) {
            return journal.appendProcessed(connection, payload);
        }

        @Override
        public <T> Uni<T> during(SqlClient connection, Uni<T> work) {
            return Uni.createFrom()
                    .deferred(() -> inTime(CommitGuard.super.during(connection, work)))
                    .call(stored -> inTime(Uni.createFrom().voidItem()));
        }

        private <T> Uni<T> inTime(Uni<T> next) {
            return isTooLate.getAsBoolean() ? Uni.createFrom().failure(new CancellationException()) : next;
        }
    }

    /** {@code problem} is null if the payload is readable. */
    private record Reading(List<PayloadPart> parts, String problem) {}
}
