package com.callmissed.background;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;

/** Runs work like a request: on an event loop, on a duplicated context of its own. */
final class OwnContext {
    private OwnContext() {}

    static void run(Context root, Runnable work) {
        Context context = VertxContext.createNewDuplicatedContext(root);
        VertxContextSafetyToggle.setContextSafe(context, true);
        context.runOnContext(nothing -> work.run());
    }
}
