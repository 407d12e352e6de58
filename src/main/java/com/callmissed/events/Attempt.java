package com.callmissed.events;

import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Ends a transaction in order when its caller cancels it. Mutiny runs what follows a cancellation before it cancels
 * what is under way. So a rollback would be sent first, and then the next statement, outside of any transaction.
 */
final class Attempt {
    private boolean abandoned;
    private Runnable stop = () -> {};

    private Attempt() {}

    /**
     * Runs {@code transaction} to its end, also when the caller cancels it.
     *
     * @param transaction uses {@link #whileWanted} for its work
     */
    static <T> Uni<T> run(Function<Attempt, Uni<T>> transaction) {
        return Uni.createFrom().emitter(caller -> {
            Attempt attempt = new Attempt();
            caller.onTermination(attempt::abandon);
            transaction.apply(attempt).subscribe().with(caller::complete, caller::fail);
        });
    }

    /**
     * Runs {@code work}. When the caller cancels, starts nothing more of it and fails at once with a {@link
     * CancellationException}. The last statement may still be running then.
     */
    <T> Uni<T> whileWanted(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(part -> {
            if (isAbandoned()) {
                part.fail(new CancellationException());
                return;
            }
            Cancellable running =
                    Uni.createFrom().<T>deferred(() -> work.get()).subscribe().with(part::complete, part::fail);
            whenAbandoned(() -> {
                running.cancel();
                part.fail(new CancellationException());
            });
        });
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    private void whenAbandoned(Runnable action) {
        synchronized (this) {
            if (!abandoned) {
                stop = action;
                return;
            }
        }
        action.run();
    }

    private void abandon() {
        Runnable action;
        synchronized (this) {
            abandoned = true;
            action = stop;
        }
        action.run();
    }
}
