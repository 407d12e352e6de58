package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;

/** Makes payloads due at the start, measures the journal, and deletes old rows. Every process runs it. */
@ApplicationScoped
class JournalUpkeep {
    private static final Logger LOG = Logger.getLogger(JournalUpkeep.class);
    private static final int PURGE_BATCH = 500;
    private static final Duration PURGE_EVERY = Duration.ofHours(1);
    /** A round deletes until no old row is left. */
    private static final Duration ROUND_WITHIN = Duration.ofMinutes(5);

    private final Journal journal;
    private final JournalQueue queue;
    private final JournalConfig config;
    private final IngestMetrics metrics;
    private final JournalWorker worker;
    private final PeriodicTask job;
    private volatile boolean leasesEnded;
    private volatile Instant purged = Instant.MIN;

    JournalUpkeep(
            Vertx vertx,
            Journal journal,
            JournalQueue queue,
            JournalConfig config,
            IngestMetrics metrics,
            JournalWorker worker) {
        this.journal = journal;
        this.queue = queue;
        this.config = config;
        this.metrics = metrics;
        this.worker = worker;
        this.job = new PeriodicTask(vertx, "tend the journal", ROUND_WITHIN, this::round);
    }

    void start(@Observes StartupEvent event) {
        job.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    /** Runs one round of all jobs. Fails if the database is unavailable; the next round does the missed work. */
    Uni<Void> round() {
        return endLeasesOnce()
                .chain(this::purgeSometimes)
                .chain(journal::health)
                .invoke(metrics::journal)
                .replaceWithVoid();
    }

    private Uni<Void> endLeasesOnce() {
        return leasesEnded
                ? Uni.createFrom().voidItem()
                : queue.endLeases(config.lease())
                        .invoke(count -> {
                            leasesEnded = true;
                            if (count > 0) {
                                LOG.infof("Taking up %d payloads that earlier processes may have left", count);
                                worker.nudge();
                            }
                        })
                        .replaceWithVoid();
    }

    private Uni<Void> purgeSometimes() {
        if (purged.plus(PURGE_EVERY).isAfter(Instant.now())) {
            return Uni.createFrom().voidItem();
        }
        return repeat(() -> journal.purge(config.retention(), PURGE_BATCH))
                .chain(() -> repeat(() -> journal.purgeUnreadable(config.unreadableRetention(), PURGE_BATCH)))
                .invoke(() -> purged = Instant.now());
    }

    private static Uni<Void> repeat(Supplier<Uni<Integer>> purge) {
        return Multi.createBy()
                .repeating()
                .uni(purge::get)
                .whilst(deleted -> deleted == PURGE_BATCH)
                .onItem()
                .ignoreAsUni();
    }
}
