package com.callmissed.persistence;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import com.callmissed.background.AsyncSemaphore;

/**
 * Limits how many large results are in memory at once, in the whole process. A result counts from the start of its read
 * until its receiver has taken it, for example until the network has taken the response. Further reads wait. A tenant
 * has at most half of the results. Safe for use by several threads.
 */
@Singleton
public class LargeReads {
    private static final int RESULTS = 4;
    /** So that slow receivers of one tenant do not hold up those of others. */
    private static final int RESULTS_OF_TENANT = 2;
    /** A receiver that is slower does not hold up the others any longer. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

    private final AsyncSemaphore results = new AsyncSemaphore(RESULTS);
    private final AsyncSemaphore resultsOfTenant = new AsyncSemaphore(RESULTS_OF_TENANT);

    /**
     * Who gets large results. A receiver that gets several ones gets them one after the other: with the next read, it
     * has taken the result before.
     */
    public static final class Receiver {
        private final Consumer<Receiver> begin;
        private final Runnable queue;
        private CompletableFuture<Void> current;
        private boolean gone;

        public Receiver() {
            this(first -> {}, () -> {});
        }

        /**
         * @param begin runs before the first large result is handed over
         * @param queue runs before the receiver waits for a large result
         */
        public Receiver(Consumer<Receiver> begin, Runnable queue) {
            this.begin = begin;
            this.queue = queue;
        }

        /** Ends the hold of the current result. May be called several times. */
        public synchronized void taken() {
            if (current != null) {
                current.complete(null);
            }
        }

        /** Ends the hold of the current result and of later ones, because nobody waits for them. */
        public synchronized void end() {
            gone = true;
            taken();
        }

        private synchronized CompletableFuture<Void> next() {
            if (current == null) {
                begin.accept(this);
            }
            taken();
            current = gone ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
            return current;
        }
    }

    /**
     * Runs {@code read} as soon as few enough other results are held.
     *
     * @param read must have a time limit of its own, because it is not cancelled
     * @return the result of {@code read}
     */
    public <T> Uni<T> read(Receiver receiver, Supplier<Uni<T>> read) {
        receiver.taken();
        receiver.queue.run();
        TenantScope scope = TenantScope.current();
        return Uni.createFrom().emitter(result -> {
            Supplier<Uni<? extends Void>> hold = () -> results.withPermit(() -> held(receiver, read, result::complete));
            Uni<? extends Void> turn =
                    scope == null ? hold.get() : resultsOfTenant.withPermit(scope.tenantId(), null, hold);
            result.onTermination(turn.subscribe().with(done -> {}, result::fail)::cancel);
        });
    }

    private static <T> Uni<Void> held(Receiver receiver, Supplier<Uni<T>> read, Consumer<T> result) {
        return read.get().chain(value -> {
            CompletableFuture<Void> taken = receiver.next();
            result.accept(value);
            return Uni.createFrom()
                    .completionStage(taken)
                    .ifNoItem()
                    .after(LONGEST_HOLD)
                    .recoverWithItem((Void) null);
        });
    }
}
