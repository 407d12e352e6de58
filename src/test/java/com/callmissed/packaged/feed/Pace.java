package com.callmissed.packaged.feed;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Limits the progress of writers, and counts it. */
final class Pace {
    private static final int EVERYBODY = 1_000_000;

    private final Semaphore toWrite = new Semaphore(0);
    private final Semaphore acknowledged = new Semaphore(0);
    private final Semaphore failed = new Semaphore(0);
    private volatile boolean over;

    /** Waits until there is work. Returns false when there will be no more. */
    boolean next() {
        toWrite.acquireUninterruptibly();
        return !over;
    }

    void release(int requests) {
        toWrite.release(requests);
    }

    /** Writers finish their current work and end. */
    void finish() {
        over = true;
        toWrite.release(EVERYBODY);
    }

    void wasAcknowledged() {
        acknowledged.release();
    }

    void hasFailed() {
        failed.release();
    }

    /** Until as many more requests were acknowledged, or for that long. */
    void awaitAcknowledged(int requests, Duration most) {
        await(acknowledged, requests, most);
    }

    /** Until as many more attempts have failed, or for that long. */
    void awaitFailed(int attempts, Duration most) {
        await(failed, attempts, most);
    }

    private static void await(Semaphore steps, int count, Duration most) {
        try {
            steps.drainPermits();
            steps.tryAcquire(count, most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
