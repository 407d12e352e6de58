package com.callmissed.background;

import java.util.concurrent.Executor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Finds the caller's Vert.x context. Work for a caller returns to it from timers and from threads of other callers. */
public final class CallerContext {
    private CallerContext() {}

    /** Runs tasks on the current context, which may be a duplicated one. Runs them at once when there is no context. */
    public static Executor executor() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : task -> context.runOnContext(ignored -> task.run());
    }
}
