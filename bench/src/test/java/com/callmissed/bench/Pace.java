package com.callmissed.bench;

import java.util.function.IntFunction;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Makes calls at a fixed rate, whether or not earlier calls have a response, so that a slow service gets no less load.
 * Runs on one event loop.
 */
final class Pace {
    private static final long NANOS = 1_000_000_000;

    private final int perSecond;
    private final int calls;
    private final IntFunction<Future<?>> call;
    private final Promise<Void> done = Promise.promise();
    private final long startedAt = System.nanoTime();
    private int made;
    private int answered;
    private boolean stopped;

    private Pace(int perSecond, int calls, IntFunction<Future<?>> call) {
        this.perSecond = perSecond;
        this.calls = calls;
        this.call = call;
    }

    /**
     * Starts the calls.
     *
     * @param call receives the number of the call, from 0
     */
    static Pace start(Vertx vertx, int perSecond, int calls, IntFunction<Future<?>> call) {
        Pace pace = new Pace(perSecond, calls, call);
        vertx.getOrCreateContext().runOnContext(ready -> {
            long timer = vertx.setPeriodic(1, 5, tick -> pace.makeDueCalls());
            pace.done.future().onComplete(over -> vertx.cancelTimer(timer));
        });
        return pace;
    }

    /** Completes when every call has its response. Fails with the first failure. */
    Future<Void> done() {
        return done.future();
    }

    /** Makes no further calls. */
    synchronized Pace stop() {
        stopped = true;
        return this;
    }

    /** The number of calls. It is final after {@link #done}. */
    synchronized int made() {
        return made;
    }

    private void makeDueCalls() {
        long due = Math.min(calls, (System.nanoTime() - startedAt) * perSecond / NANOS + 1);
        while (goesOn(due)) {
            call.apply(made() - 1).onComplete(answer -> answered(answer.cause()));
        }
        endWhenAnswered();
    }

    private synchronized boolean goesOn(long due) {
        if (stopped || made >= due || done.future().isComplete()) {
            return false;
        }
        made++;
        return true;
    }

    private void answered(Throwable failure) {
        if (failure != null) {
            done.tryFail(failure);
        }
        synchronized (this) {
            answered++;
        }
    }

    private void endWhenAnswered() {
        boolean over;
        synchronized (this) {
            over = (stopped || made == calls) && answered == made;
        }
        if (over) {
            done.tryComplete();
        }
    }
}
