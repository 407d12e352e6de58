package com.callmissed.testing;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs what a test does beside its own steps, and what may block. The common pool has one thread on a machine with two
 * processors, and from Java 25 on a {@link CompletableFuture} uses it nevertheless.
 */
public final class OwnThread {
    private OwnThread() {}

    /** Starts the action at once. */
    public static CompletableFuture<Void> run(Runnable action) {
        return CompletableFuture.runAsync(action, OwnThread::start);
    }

    /** Starts the action at once. */
    public static <T> CompletableFuture<T> supply(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action, OwnThread::start);
    }

    private static void start(Runnable action) {
        Thread thread = new Thread(action, "beside-the-test");
        thread.setDaemon(true);
        thread.start();
    }
}
