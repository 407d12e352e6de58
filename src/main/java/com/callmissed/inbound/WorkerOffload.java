package com.callmissed.inbound;

import java.util.concurrent.Callable;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/** Moves work on large bodies from the event loops to worker threads. */
@ApplicationScoped
public class WorkerOffload {
    /** Bytes that an event loop hashes or parses in well under a millisecond. */
    public static final int SMALL = 64 * 1024;

    private final Vertx vertx;

    WorkerOffload(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Runs {@code work} on the calling thread if it reads few {@code bytes}, else on a worker thread. Completes on the
     * caller's context.
     */
    public <T> Uni<T> run(long bytes, Callable<T> work) {
        return bytes <= SMALL ? Uni.createFrom().item(() -> call(work)) : vertx.executeBlocking(work, false);
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
