package com.callmissed.background;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** At most two calls run at once, the others wait in order, and every permit is returned. */
class AsyncSemaphoreTest {
    private final AsyncSemaphore semaphore = new AsyncSemaphore(2);
    private final List<String> begun = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final Map<String, UniEmitter<? super String>> running = new HashMap<>();

    @Test
    void letsTwoInAndTheOthersInTheirOrder() {
        List.of("a", "b", "c", "d", "e").forEach(this::start);
        assertThat(begun).containsExactly("a", "b");

        end("b");
        assertThat(begun).containsExactly("a", "b", "c");
        end("c");
        assertThat(begun).containsExactly("a", "b", "c", "d");
        end("a");
        end("d");
        end("e");

        assertThat(begun).containsExactly("a", "b", "c", "d", "e");
        assertThat(ended).containsExactly("b", "c", "a", "d", "e");
        assertBothPlacesAreFree();
    }

    @Test
    void beginsNothingThatNobodyWantsYet() {
        Uni<String> unwanted = semaphore.withPermit(() -> Uni.createFrom().item("unwanted"));
        assertBothPlacesAreFree();
        assertThat(unwanted.await().indefinitely()).isEqualTo("unwanted");
    }

    @Test
    void getsThePlaceOfAFailureBack() {
        List.of("a", "b", "c", "d").forEach(this::start);
        running.get("a").fail(new IllegalStateException("broken"));
        running.get("b").fail(new IllegalStateException("broken"));

        assertThat(begun).containsExactly("a", "b", "c", "d");
        assertThat(ended).containsExactly("a: broken", "b: broken");
        end("c");
        end("d");
        assertBothPlacesAreFree();
    }

    @Test
    void getsThePlaceBackOfWorkThatDoesNotEvenBegin() {
        for (int i = 0; i < 5; i++) {
            semaphore
                    .withPermit(() -> {
                        throw new IllegalStateException("broken");
                    })
                    .subscribe()
                    .with(done -> {}, failure -> ended.add(failure.getMessage()));
        }
        assertThat(ended).hasSize(5).containsOnly("broken");
        assertBothPlacesAreFree();
    }

    @Test
    void keepsThePlaceOfWhatRunsUntilItEndsWhoeverWantsIt() {
        Cancellable a = start("a");
        Cancellable b = start("b");
        start("c");

        a.cancel();
        b.cancel();
        assertThat(begun).containsExactly("a", "b");
        end("a");
        assertThat(begun).containsExactly("a", "b", "c");
        running.get("b").fail(new IllegalStateException("broken"));
        end("c");

        assertThat(ended).containsExactly("c");
        assertBothPlacesAreFree();
    }

    @Test
    void neverBeginsWhatWasGivenUpWhileItWaited() {
        start("a");
        start("b");
        Cancellable c = start("c");
        start("d");
        Cancellable e = start("e");

        c.cancel();
        end("a");
        assertThat(begun).containsExactly("a", "b", "d");
        e.cancel();
        end("b");
        end("d");

        assertThat(begun).containsExactly("a", "b", "d");
        assertBothPlacesAreFree();
    }

    @Test
    void losesNoPlaceAndLendsNoneTwiceAmongThreads() {
        ExecutorService elsewhere = Executors.newFixedThreadPool(4);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try {
            Parallel.run(4, thread -> {
                for (int i = 0; i < 2_000; i++) {
                    Cancellable one = semaphore
                            .withPermit(() -> {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                return Uni.createFrom()
                                        .item(1)
                                        .emitOn(elsewhere)
                                        .onTermination()
                                        .invoke(inside::decrementAndGet);
                            })
                            .subscribe()
                            .with(done -> {}, failure -> {});
                    if (ThreadLocalRandom.current().nextBoolean()) {
                        one.cancel();
                    }
                }
                return null;
            });
            AtomicInteger staying = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                semaphore
                        .withPermit(() -> {
                            staying.incrementAndGet();
                            return Uni.createFrom().nothing();
                        })
                        .subscribe()
                        .with(done -> {}, failure -> {});
            }
            await().until(() -> staying.get() >= 2 && inside.get() == 0);
            assertThat(staying).hasValue(2);
            assertThat(most.get()).isBetween(1, 2);
        } finally {
            elsewhere.shutdownNow();
        }
    }

    private Cancellable start(String name) {
        return semaphore
                .withPermit(() -> {
                    begun.add(name);
                    return Uni.createFrom().<String>emitter(emitter -> running.put(name, emitter));
                })
                .subscribe()
                .with(ended::add, failure -> ended.add(name + ": " + failure.getMessage()));
    }

    private void end(String name) {
        running.get(name).complete(name);
    }

    private void assertBothPlacesAreFree() {
        begun.clear();
        List.of("x", "y", "z").forEach(this::start);
        assertThat(begun).containsExactly("x", "y");
        List.of("x", "y", "z").forEach(this::end);
    }
}
