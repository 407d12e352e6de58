package com.callmissed.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Runs reactive work of a test like a request: on an event loop, on a context of its own. */
public final class Contexts {
    private Contexts() {}

    public static <T> CompletableFuture<T> run(Vertx vertx, Supplier<Uni<T>> work) {
        Context context = VertxContext.getOrCreateDuplicatedContext(vertx);
        VertxContextSafetyToggle.setContextSafe(context, true);
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(nothing -> work.get().subscribe().with(result::complete, result::completeExceptionally));
        return result;
    }

    /** Returns work that another thread completes to the context of the caller. */
    public static Executor current() {
        Context context = Vertx.currentContext();
        return command -> context.runOnContext(nothing -> command.run());
    }
}
