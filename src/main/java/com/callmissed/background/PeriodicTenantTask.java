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
 * System work that is done tenant by tenant, a few of them beside each other: one that stands still holds up no other. A tenant
 * whose work has failed is left alone for a while. Safe for use by several threads.
 */
public final class PeriodicTenantTask {
    private static final Logger LOG = Logger.getLogger(PeriodicTenantTask.class);
    private static final int AT_ONCE = 4;
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    private static final int FAILED = -1;

    private final Vertx vertx;
    private final String name;
    private final BiFunction<Integer, Collection<UUID>, Uni<List<UUID>>> due;
    private final Function<UUID, Uni<Integer>> work;
    private final PeriodicTask job;
    private final TaskLimiter limiter;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    /**
     * @param name what the log calls it, such as {@code end pauses}
     * @param due answers up to so many tenants that have something to do, but none of those it is given
     * @param work of one tenant, answers how much was done; should end by itself where it waits for something. Its failure must not
     *     quote customers
     */
    public PeriodicTenantTask(
            Vertx vertx,
            String name,
            BiFunction<Integer, Collection<UUID>, Uni<List<UUID>>> due,
            Function<UUID, Uni<Integer>> work) {
        this.vertx = vertx;
        this.name = name;
        this.due = due;
        this.work = work;
        this.job = new PeriodicTask(vertx, name, this::round);
        this.limiter = new TaskLimiter(vertx, AT_ONCE);
    }

    public void start(Duration poll) {
        job.start(poll);
    }

    /** Nothing is begun after this; what is running goes on. */
    public void stop() {
        job.stop();
    }

    /** Most rounds find nothing, and then that was all. */
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

    /** Where nothing was done somebody else is at it. */
    private void ended(UUID tenant, int done) {
        if (done == FAILED) {
            vertx.setTimer(AFTER_FAILURE.toMillis(), id -> busy.remove(tenant));
            return;
        }
        busy.remove(tenant);
        if (done > 0) {
            job.nudge();
        }
    }
}
