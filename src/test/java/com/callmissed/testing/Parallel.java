package com.callmissed.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs the same action many times at once. */
public final class Parallel {
    private Parallel() {}

    /** Starts {@code times} threads, releases them at the same moment and returns their results by index. */
    public static <T> List<T> run(int times, IntFunction<T> action) {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            CyclicBarrier start = new CyclicBarrier(times);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int index = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return action.apply(index);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
