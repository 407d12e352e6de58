package com.callmissed.background;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import com.callmissed.background.AsyncSemaphore.NoPermitException;
import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;

/** Each owner has its own limit and its own queue. */
class AsyncSemaphoreOwnersTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AsyncSemaphore semaphore = new AsyncSemaphore(2, 1);
    private final List<UniEmitter<? super String>> running = new ArrayList<>();

    @Test
    void letsAFewRunAFewWaitAndRefusesTheRest() {
        UniAssertSubscriber<String> first = call("a", LONG);
        UniAssertSubscriber<String> second = call("a", LONG);
        UniAssertSubscriber<String> third = call("a", LONG);
        call("a", LONG).assertFailedWith(NoPermitException.class, "too many calls at once");
        assertThat(running).hasSize(2);
        third.assertNotTerminated();

        running.get(0).complete("one");
        first.assertItem("one");
        assertThat(running).hasSize(3);
        running.get(1).fail(new IllegalStateException("two"));
        second.assertFailedWith(IllegalStateException.class, "two");
        running.get(2).complete("three");
        third.assertItem("three");
        assertThat(semaphore.owners()).isZero();
    }

    @Test
    void keepsOwnersApartAndForgetsThem() {
        for (int i = 0; i < 4; i++) {
            call("slow", LONG);
        }
        UniAssertSubscriber<String> other = call("other", LONG);
        assertThat(running).hasSize(3);
        assertThat(semaphore.owners()).isEqualTo(2);
        running.get(2).complete("done");
        other.assertItem("done");
        assertThat(semaphore.owners()).isEqualTo(1);
    }

    @Test
    void waitsNoLongerThanAllowed() {
        call("a", LONG);
        call("a", LONG);
        call("a", Duration.ofMillis(20)).awaitFailure().assertFailedWith(NoPermitException.class);
        UniAssertSubscriber<String> next = call("a", LONG);
        running.get(0).complete("one");
        assertThat(running).hasSize(3);
        running.get(2).complete("three");
        next.assertItem("three");
    }

    @Test
    void keepsThePlaceOfACallWhoseCallerHasGone() {
        call("a", LONG).cancel();
        UniAssertSubscriber<String> second = call("a", LONG);
        call("a", LONG);
        assertThat(running).hasSize(2);
        running.get(0).complete("one");
        running.get(1).complete("two");
        second.assertItem("two");
        running.get(2).complete("three");
        assertThat(semaphore.owners()).isZero();
    }

    @Test
    void lendsThePlaceInTheLineOfACallerWhoHasGone() {
        call("a", LONG);
        call("a", LONG);
        call("a", LONG).cancel();
        UniAssertSubscriber<String> last = call("a", LONG);
        last.assertNotTerminated();
        running.get(0).complete("one");
        running.get(1).complete("two");
        assertThat(running).hasSize(3);
        running.get(2).complete("last");
        last.assertItem("last");
        assertThat(semaphore.owners()).isZero();
    }

    @Test
    void runsWhatHasWaitedOnTheContextOfItsCaller() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            call("a", LONG);
            call("a", LONG);
            Context context = vertx.getOrCreateContext();
            CompletableFuture<Context> ranOn = new CompletableFuture<>();
            CountDownLatch waits = new CountDownLatch(1);
            context.runOnContext(nothing -> {
                semaphore
                        .withPermit("a", LONG, () -> Uni.createFrom()
                                .voidItem()
                                .invoke(() -> ranOn.complete(Vertx.currentContext())))
                        .subscribe()
                        .with(done -> {}, ranOn::completeExceptionally);
                waits.countDown();
            });
            assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
            running.get(0).complete("one");
            assertThat(ranOn.get(10, TimeUnit.SECONDS)).isSameAs(context);
        } finally {
            vertx.close();
        }
    }

    @Test
    void freesThePlaceOfACallThatCannotBegin() {
        Uni<String> broken = semaphore.withPermit("a", LONG, () -> {
            throw new IllegalStateException("broken");
        });
        broken.subscribe().withSubscriber(UniAssertSubscriber.create()).assertFailedWith(IllegalStateException.class);
        assertThat(semaphore.owners()).isZero();
    }

    @Test
    void holdsItsLimitUnderManyThreads() {
        AsyncSemaphore crowded = new AsyncSemaphore(3, 1_000);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Parallel.run(16, thread -> {
            for (int i = 0; i < 50; i++) {
                crowded.withPermit("a", LONG, () -> Uni.createFrom()
                                .item(() -> most.accumulateAndGet(now.incrementAndGet(), Math::max))
                                .onItem()
                                .delayIt()
                                .by(Duration.ofMillis(1))
                                .invoke(now::decrementAndGet))
                        .subscribe()
                        .withSubscriber(UniAssertSubscriber.create())
                        .awaitItem();
            }
            return null;
        });
        assertThat(most).hasValue(3);
        assertThat(crowded.owners()).isZero();
    }

    private UniAssertSubscriber<String> call(String owner, Duration patience) {
        Uni<String> call = Uni.createFrom().emitter(running::add);
        return semaphore
                .withPermit(owner, patience, () -> call)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }
}
