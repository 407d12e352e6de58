package com.callmissed.background;

import java.util.concurrent.Executor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The Vert.x context that belongs to a caller, to which the work for it returns from timers and other callers' threads. */
public final class CallerContext {
    private CallerContext() {}

    /** Runs on the current context, duplicated where that is; runs at once where there is none. */
    public static Executor executor() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : task -> context.runOnContext(ignored -> task.run());
    }
}
