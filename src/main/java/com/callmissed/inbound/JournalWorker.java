package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;

/**
 * Processes the payloads that requests did not finish. At the start these are all pending payloads, later those whose
 * lease has ended. It processes one after another, in the order of arrival. Any number of processes may run it on one
 * database.
 */
@ApplicationScoped
class JournalWorker {
    private static final Logger LOG = Logger.getLogger(JournalWorker.class);
    private static final int BATCH = 50;
    private static final int PURGE_BATCH = 500;
    /** A round continues until no payload is due. */
    private static final Duration ROUND_WITHIN = Duration.ofMinutes(5);

    private static final Duration PURGE_EVERY = Duration.ofHours(1);

    private final Journal journal;
    private final JournalConfig config;
    private final PayloadAttempt attempt;
    private final IngestMetrics metrics;
    private final PeriodicTask job;
    private volatile boolean released;
    private volatile Instant purged = Instant.MIN;

    JournalWorker(Vertx vertx, Journal journal, JournalConfig config, PayloadAttempt attempt, IngestMetrics metrics) {
        this.journal = journal;
        this.config = config;
        this.attempt = attempt;
        this.metrics = metrics;
        this.job = new PeriodicTask(vertx, "process the journal", ROUND_WITHIN, this::round);
    }

    void start(@Observes StartupEvent event) {
        job.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    /** Runs one round of all jobs. Fails if the database is unavailable; the next round does the missed work. */
    Uni<Void> round() {
        return releaseOnce()
                .chain(this::processDue)
                .chain(this::purgeSometimes)
                .chain(journal::health)
                .invoke(metrics::journal)
                .replaceWithVoid();
    }

    private Uni<Void> releaseOnce() {
        return released
                ? Uni.createFrom().voidItem()
                : journal.releaseAll()
                        .invoke(count -> {
                            released = true;
                            if (count > 0) {
                                LOG.infof("Processing %d payloads that an earlier process left", count);
                            }
                        })
                        .replaceWithVoid();
    }

    private Uni<Void> processDue() {
        return Multi.createBy()
                .repeating()
                .uni(() -> journal.due(config.lease(), BATCH).call(batch -> Multi.createFrom()
                        .iterable(batch)
                        .onItem()
                        .transformToUniAndConcatenate(
                                key -> journal.find(key).onItem().ifNotNull().transformToUni(attempt::run))
                        .onItem()
                        .ignoreAsUni()))
                .whilst(batch -> batch.size() == BATCH)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> purgeSometimes() {
        if (purged.plus(PURGE_EVERY).isAfter(Instant.now())) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createBy()
                .repeating()
                .uni(() -> journal.purge(config.retention(), PURGE_BATCH))
                .whilst(deleted -> deleted == PURGE_BATCH)
                .onItem()
                .ignoreAsUni()
                .invoke(() -> purged = Instant.now());
    }
}
