package com.callmissed.events;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.Backoff;
import com.callmissed.persistence.DatabaseOutage;

/**
 * One attempt at a transaction, which ends in order when its caller cancels it. Mutiny runs what follows a cancellation
 * before it cancels what is under way. So a rollback would be sent first, and then the next statement, outside of any
 * transaction.
 */
final class Attempt {
    /**
     * Begins a transaction whose statements PostgreSQL plans once for each connection. By default it plans a statement
     * again for each execution as long as it expects a better plan for the values, and the plan of the statement that
     * stores a message takes longer than its execution. A plan that was made for a small table must still be right when
     * the table has grown, so it reads no table from end to end. A plan that has to do so nevertheless counts as very
     * expensive before PostgreSQL 18, and would be compiled, which takes longer than it saves.
     */
    static final String BEGIN = "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off;"
            + " SET LOCAL jit = off";

    private static final Logger LOG = Logger.getLogger(Attempt.class);
    private static final int MOST = 4;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));

    private boolean abandoned;
    private Runnable stop = () -> {};

    private Attempt() {}

    /**
     * Runs {@code transaction} to its end, also when the caller cancels it. When PostgreSQL rolls it back because of a
     * deadlock or a serialization failure, runs it again, at most {@value #MOST} times in all: nothing of it has become
     * visible then. Each run begins on the context of the caller.
     *
     * @param transaction uses {@link #whileWanted} for its work; called once for each run
     */
    static <T> Uni<T> run(Function<Attempt, Uni<T>> transaction) {
        return Uni.createFrom().deferred(() -> run(transaction, 1, Vertx.currentContext()));
    }

    private static <T> Uni<T> run(Function<Attempt, Uni<T>> transaction, int number, Context context) {
        return once(transaction)
                .onFailure(failure -> number < MOST && DatabaseOutage.isConflict(failure))
                .recoverWithUni(failure -> {
                    LOG.infof("Repeating a transaction that PostgreSQL has rolled back, attempt %d", number + 1);
                    return pause(BACKOFF.jittered(number - 1), context)
                            .chain(() -> run(transaction, number + 1, context));
                });
    }

    private static Uni<Void> pause(Duration pause, Context context) {
        Uni<Void> over = Uni.createFrom().voidItem().onItem().delayIt().by(pause);
        return context == null ? over : over.emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private static <T> Uni<T> once(Function<Attempt, Uni<T>> transaction) {
        return Uni.createFrom().emitter(caller -> {
            Attempt attempt = new Attempt();
            caller.onTermination(attempt::abandon);
            transaction
                    .apply(attempt)
                    .onTermination()
                    .invoke(attempt::end)
                    .subscribe()
                    .with(caller::complete, caller::fail);
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

    /** A caller terminates also when the transaction is over. Then there is nothing to stop. */
    private synchronized void end() {
        stop = () -> {};
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
