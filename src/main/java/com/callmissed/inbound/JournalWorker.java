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
 * Finishes what requests could not: at the start every pending payload, then those whose lease has ended, one after the
 * other in the order of their arrival. Any number of processes may do so on one database.
 */
@ApplicationScoped
class JournalWorker {
    private static final Logger LOG = Logger.getLogger(JournalWorker.class);
    private static final int BATCH = 50;
    private static final int PURGE_BATCH = 500;
    /** A round works off what it finds. */
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
        this.job = new PeriodicTask(vertx, "work on the journal", ROUND_WITHIN, this::round);
    }

    void start(@Observes StartupEvent event) {
        job.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    /** One round of everything; fails when the database is away, and the next one makes up for it. */
    Uni<Void> round() {
        return releaseOnce()
                .chain(this::workOff)
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
                                LOG.infof("Taking up %d payloads that an earlier process left", count);
                            }
                        })
                        .replaceWithVoid();
    }

    private Uni<Void> workOff() {
        return Multi.createBy()
                .repeating()
                .uni(() -> journal.due(config.lease(), BATCH).call(batch -> Multi.createFrom()
                        .iterable(batch)
                        .onItem()
                        .transformToUniAndConcatenate(
                                key -> journal.find(key).onItem().ifNotNull().transformToUni(attempt::at))
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
