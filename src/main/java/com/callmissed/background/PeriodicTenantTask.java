package com.callmissed.background;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

/**
 * Repeats system work tenant by tenant, a few tenants at a time, so that a slow tenant does not delay the others. After
 * a failure, a tenant is skipped for 30 s. Safe for use by several threads.
 */
public final class PeriodicTenantTask {
    private static final Logger LOG = Logger.getLogger(PeriodicTenantTask.class);
    private static final int AT_ONCE = 4;
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    private static final int FAILED = -1;

    private final Timers pauses;
    private final String name;
    private final BiFunction<Integer, Collection<UUID>, Uni<List<UUID>>> due;
    private final Function<UUID, Uni<Integer>> work;
    private final PeriodicTask job;
    private final TaskLimiter limiter;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    /**
     * Creates a task.
     *
     * @param name the task in log messages, such as {@code end pauses}
     * @param due returns up to the given number of tenants that have work, without the given tenants
     * @param work does the work of one tenant and returns how much was done. It should limit its waits itself. Its
     *     failure must not contain data of customers.
     */
    public PeriodicTenantTask(
            Vertx vertx,
            String name,
            BiFunction<Integer, Collection<UUID>, Uni<List<UUID>>> due,
            Function<UUID, Uni<Integer>> work) {
        this.pauses = new Timers(vertx);
        this.name = name;
        this.due = due;
        this.work = work;
        this.job = new PeriodicTask(vertx, name, this::round);
        this.limiter = new TaskLimiter(vertx, AT_ONCE);
    }

    public void start(Duration poll) {
        job.start(poll);
    }

    /** Stops the task for good. No work begins after this. Running work continues. */
    public void stop() {
        job.stop();
        pauses.stop();
    }

    /** Starts the work of the tenants that have some. Most rounds find none and end with this query. */
    private Uni<Void> round() {
        int free = limiter.free();
        return free == 0
                ? Uni.createFrom().voidItem()
                : due.apply(free, List.copyOf(busy))
                        .invoke(tenants -> tenants.forEach(this::start))
                        .replaceWithVoid();
    }

    private void start(UUID tenant) {
        AtomicInteger done = new AtomicInteger(FAILED);
        busy.add(tenant);
        boolean started = limiter.start(
                WITHIN,
                () -> work.apply(tenant)
                        .invoke(done::set)
                        .onFailure()
                        .invoke(failure -> LOG.warnf(
                                "Cannot %s of tenant %s for now: %s",
                                name, tenant, failure.getClass().getSimpleName()))
                        .replaceWithVoid(),
                () -> ended(tenant, done.get()));
        if (!started) {
            busy.remove(tenant);
        }
    }

    /** Ends the work of one tenant. Zero work done means that another process is doing it. */
    private void ended(UUID tenant, int done) {
        if (done == FAILED) {
            pauses.in(AFTER_FAILURE, () -> busy.remove(tenant));
            return;
        }
        busy.remove(tenant);
        if (done > 0) {
            job.nudge();
        }
    }
}
