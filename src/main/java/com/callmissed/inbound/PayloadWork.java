package com.callmissed.inbound;

import java.util.List;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.persistence.CommitGuard;

/**
 * Stores the parts of one payload, one after another, each in its own transaction. Every transaction requires the claim
 * on the payload. The transaction of each part but the first also stores how many parts are done before it, and renews
 * the lease. For use by one caller.
 */
final class PayloadWork {
    private static final Logger LOG = Logger.getLogger(PayloadWork.class);

    private final Journal journal;
    private final JournalConfig config;
    private final IngestMetrics metrics;
    private final ClaimedPayload claimed;
    private final List<PayloadPart> parts;
    private final PayloadProgress first;
    private PayloadProgress progress;

    PayloadWork(
            Journal journal,
            JournalConfig config,
            IngestMetrics metrics,
            ClaimedPayload claimed,
            List<PayloadPart> parts) {
        this.journal = journal;
        this.config = config;
        this.metrics = metrics;
        this.claimed = claimed;
        this.parts = parts;
        this.first = claimed.progress().resumedWith(parts.size());
        this.progress = first;
    }

    /**
     * Stores parts. A part that can never be stored does not stop the others. Any other failure stops the payload, so
     * that the next attempt keeps the order of the thread.
     *
     * @param lastAttempt whether no failure stops the payload
     * @param pauses is asked after each part
     * @return completes when the work is done, or when it pauses; fails with {@link CommitGuard.NotHeldException} when
     *     another process has taken over
     */
    Uni<Void> run(boolean lastAttempt, BooleanSupplier pauses) {
        return isDone()
                ? Uni.createFrom().voidItem()
                : Multi.createBy()
                        .repeating()
                        .uni(() -> next(lastAttempt))
                        .whilst(ignored -> !isDone() && !pauses.getAsBoolean())
                        .onItem()
                        .ignoreAsUni();
    }

    private Uni<PayloadProgress> next(boolean lastAttempt) {
        return Uni.createFrom()
                .deferred(() -> parts.get(progress.done()).deliver(guard()))
                .onFailure(failure -> !(failure instanceof CommitGuard.NotHeldException)
                        && (lastAttempt || IngestFailures.isPermanent(failure)))
                .recoverWithItem(failure -> {
                    LOG.warnf("Could not store a part of %s: %s", claimed, IngestFailures.describe(failure));
                    return IngestOutcome.FAILED;
                })
                .invoke(metrics::count)
                .map(outcome -> progress = progress.after(outcome));
    }

    private CommitGuard guard() {
        PayloadProgress before = progress;
        return before == first
                ? connection -> journal.hold(connection, claimed)
                : connection -> journal.advance(connection, claimed, before, config.lease());
    }

    boolean isDone() {
        return progress.done() >= Math.min(parts.size(), config.maxParts());
    }

    PayloadProgress progress() {
        return progress;
    }

    /** The result of all parts, when they are done. */
    Settlement settlement() {
        if (parts.isEmpty()) {
            return new Settlement(Settlement.Outcome.IGNORED, null);
        }
        int beyond = Math.max(0, parts.size() - config.maxParts());
        if (beyond > 0) {
            return partly(Settlement.Outcome.FAILED, beyond + progress.failed(), ", more than " + config.maxParts());
        }
        if (progress.failed() > 0) {
            return partly(Settlement.Outcome.FAILED, progress.failed(), "");
        }
        return progress.unreadable() > 0
                ? partly(Settlement.Outcome.UNREADABLE, progress.unreadable(), "")
                : new Settlement(Settlement.Outcome.PROCESSED, null);
    }

    private Settlement partly(Settlement.Outcome outcome, int count, String why) {
        return new Settlement(outcome, count + " of " + parts.size() + " parts" + why);
    }
}
