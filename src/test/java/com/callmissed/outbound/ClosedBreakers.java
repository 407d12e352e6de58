package com.callmissed.outbound;

import java.lang.reflect.Field;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;

/**
 * Closes the breakers of the application before each component test. Tests share the application, and some of them end
 * with requests that get no response. Together these would stop the messages of a later test for some seconds.
 */
public final class ClosedBreakers implements QuarkusTestBeforeEachCallback {
    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        ArcContainer application = Arc.container();
        if (application == null) {
            return;
        }
        DispatchWorkers workers =
                ClientProxy.unwrap(application.instance(DispatchWorkers.class).get());
        for (Object worker : (List<?>) read(workers, "workers")) {
            Object breakers = read(worker, "breakers");
            synchronized (breakers) {
                ((Breaker) read(breakers, "all")).reset();
                ((Cache<?, ?>) read(breakers, "numbers")).invalidateAll();
            }
        }
    }

    private static Object read(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
