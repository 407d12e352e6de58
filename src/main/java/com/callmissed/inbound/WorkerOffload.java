package com.callmissed.inbound;

import java.util.concurrent.Callable;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/** Keeps work on large bodies away from the event loops. */
@ApplicationScoped
public class WorkerOffload {
    /** What an event loop hashes or parses in well under a millisecond. */
    private static final int SMALL = 64 * 1024;

    private final Vertx vertx;

    WorkerOffload(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs {@code work} on the spot when it touches few {@code bytes}, else on a worker; completes on the caller's context. */
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
