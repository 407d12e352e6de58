package com.callmissed.platform;

import java.util.function.Supplier;

import io.quarkus.vertx.VertxContextSupport;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

/**
 * Runs work as a request runs: on an event loop, on a duplicated context that nothing else uses.
 *
 * <p>Reasons, each with the public API that would replace it:
 *
 * <ul>
 *   <li>Hibernate Reactive refuses a context that is not marked as safe, and {@code VertxContextSafetyToggle} is the
 *       only way to mark one: a public method that runs work on such a context.
 *   <li>The start and the stop of the service are not on an event loop and have to wait: an asynchronous observer of
 *       {@code StartupEvent} and {@code ShutdownEvent} that the platform waits for.
 * </ul>
 */
public final class OwnContext {
    private OwnContext() {}

    /** @param root the context that is duplicated */
    public static void run(Context root, Runnable work) {
        Context context = VertxContext.createNewDuplicatedContext(root);
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(nothing -> work.run());
    }

    /**
     * Waits for the result of {@code work}. Must not be called on an event loop.
     *
     * @throws Throwable the failure of {@code work}
     */
    public static <T> T await(Supplier<Uni<T>> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(work);
    }
}
