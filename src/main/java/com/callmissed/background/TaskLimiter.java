package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Tasks of one kind that run beside each other, up to a limit. Safe for use by several threads. */
public final class TaskLimiter {
    private final Vertx vertx;
    private final int limit;
    private final Semaphore free;

    public TaskLimiter(Vertx vertx, int limit) {
        this.vertx = vertx;
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** How many more tasks may start now. */
    public int free() {
        return free.availablePermits();
    }

    /**
     * Starts a task on an event loop, on a context of its own, and returns at once.
     *
     * @param within time after which the task is given up and its permit is free again
     * @param task must not fail without having said so itself
     * @param ended called when it has completed or failed
     * @return false when no permit is free, and then nothing is started
     */
    public boolean start(Duration within, Supplier<Uni<Void>> task, Runnable ended) {
        if (!free.tryAcquire()) {
            return false;
        }
        OwnContext.run(vertx.getOrCreateContext(), () -> Uni.createFrom()
                .deferred(task::get)
                .ifNoItem()
                .after(within)
                .fail()
                .onTermination()
                .invoke(() -> free.release())
                .subscribe()
                .with(done -> ended.run(), failure -> ended.run()));
        return true;
    }

    /** Waits until no task runs, at most so long; not for an event loop. No task can be started afterwards. */
    public void drain(Duration atMost) {
        try {
            free.tryAcquire(limit, atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
