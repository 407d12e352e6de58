package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.platform.OwnContext;

/** Runs tasks of one kind concurrently, up to a limit. Safe for use by several threads. */
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
     * @param within the time limit, after which the task is cancelled and its permit is free again
     * @param task must report its failures itself
     * @param ended runs when the task has completed or failed
     * @return false when no permit is free; nothing is started then
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

    /**
     * Blocks until no task runs, at most {@code atMost}. Must not be called on an event loop. No task can start
     * afterwards.
     */
    public void drain(Duration atMost) {
        try {
            free.tryAcquire(limit, atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
