package com.callmissed.inbound;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.background.TaskLimiter;
import com.callmissed.persistence.PoolSize;

/**
 * Processes the payloads that requests did not finish, several at the same time. A large payload gives its worker to
 * another one from time to time. Any number of processes may run it on one database.
 */
@ApplicationScoped
class JournalWorker {
    private static final Logger LOG = Logger.getLogger(JournalWorker.class);

    /** How long a payload keeps a worker while others may be waiting. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);

    /** A worker that does not end its turn is stuck, for example behind a lock. */
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final JournalQueue queue;
    private final JournalConfig config;
    private final PayloadAttempt attempt;
    private final WorkerShares shares;
    private final TaskLimiter limiter;
    private final PeriodicTask job;
    private volatile boolean stopping;

    JournalWorker(Vertx vertx, JournalQueue queue, JournalConfig config, PoolSize pool, PayloadAttempt attempt) {
        this.queue = queue;
        this.config = config;
        this.attempt = attempt;
        this.shares = new WorkerShares(config.workers(), pool.connections());
        this.limiter = new TaskLimiter(vertx, shares.workers());
        this.job = new PeriodicTask(vertx, "process the journal", this::round);
    }

    void start(@Observes StartupEvent event) {
        stopping = false;
        job.start(config.poll());
    }

    /** Gives back what is not finished, so that other processes do not wait for the end of the leases. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        job.stop();
        limiter.drain(GOODBYE);
    }

    /** Looks for a payload as soon as possible. */
    void nudge() {
        job.nudge();
    }

    /** Starts the work on the next payload, and looks for another one. Fails if the database is unavailable. */
    Uni<Void> round() {
        return limiter.free() == 0
                ? Uni.createFrom().voidItem()
                : queue.claim(config.lease(), shares.busy(), shares.served(), shares.largest())
                        .invoke(claimed -> {
                            if (claimed != null) {
                                start(claimed);
                                job.nudge();
                            }
                        })
                        .replaceWithVoid();
    }

    private void start(ClaimedPayload claimed) {
        long began = System.nanoTime();
        shares.begin(claimed);
        boolean started = limiter.start(
                WITHIN,
                () -> attempt.run(claimed, () -> isOver(claimed, began))
                        .onFailure()
                        .invoke(failure ->
                                LOG.warnf("Left %s to its lease: %s", claimed, IngestFailures.describe(failure)))
                        .replaceWithVoid(),
                () -> ended(claimed));
        if (!started) {
            ended(claimed);
        }
    }

    private boolean isOver(ClaimedPayload claimed, long began) {
        Duration turn = shares.isWaitedFor(claimed) ? TURN : LONGEST_TURN;
        return stopping || System.nanoTime() - began > turn.toNanos();
    }

    private void ended(ClaimedPayload claimed) {
        shares.end(claimed);
        job.nudge();
    }
}
