package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PeriodicTaskTest {
    private static final Duration SOON = Duration.ofMillis(5);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void beginsAtTheStartAndGoesOn() {
        PeriodicTask task = new PeriodicTask(vertx, "count", this::count);
        task.start(Duration.ofHours(1));
        await().until(() -> rounds.get() == 1);
        task.stop();
        task.start(SOON);
        await().until(() -> rounds.get() > 5);
        task.stop();
    }

    @Test
    void neverRunsTwoRoundsAtOnce() {
        PeriodicTask task = new PeriodicTask(vertx, "count slowly", () -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            return count().onItem()
                    .delayIt()
                    .by(Duration.ofMillis(20))
                    .onTermination()
                    .invoke(atOnce::decrementAndGet);
        });
        task.start(Duration.ofMillis(1));
        await().until(() -> rounds.get() > 5);
        task.stop();
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void beginsNoRoundAfterTheStop() {
        PeriodicTask task = new PeriodicTask(vertx, "count", this::count);
        task.start(SOON);
        await().until(() -> rounds.get() > 0);
        task.nudgeIn(Duration.ofMillis(50));
        task.stop();
        task.nudge();
        int before = rounds.get();
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        assertThat(rounds.get()).isBetween(before, before + 1); // one may have started already
    }

    @Test
    void forgetsWhatWasAskedForBeforeTheStop() {
        PeriodicTask task = new PeriodicTask(vertx, "count", this::count);
        task.start(Duration.ofHours(1));
        await().until(() -> rounds.get() == 1);
        task.nudgeIn(Duration.ofMillis(50));
        task.stop();
        task.start(Duration.ofHours(1));
        await().until(() -> rounds.get() == 2);
        AtomicBoolean over = new AtomicBoolean();
        vertx.setTimer(150, id -> over.set(true));
        await().untilTrue(over);
        assertThat(rounds).hasValue(2);
        task.stop();
    }

    @Test
    void givesUpARoundThatHangsAndMakesUpForOneThatFails() {
        PeriodicTask task =
                new PeriodicTask(vertx, "fail", Duration.ofMillis(20), () -> switch (rounds.incrementAndGet()) {
                    case 1 -> Uni.createFrom().nothing();
                    case 2 -> Uni.createFrom().failure(new IllegalStateException("broken"));
                    case 3 -> throw new IllegalStateException("broken");
                    default -> Uni.createFrom().voidItem();
                });
        task.start(SOON);
        await().until(() -> rounds.get() > 5);
        task.stop();
    }

    @Test
    void saysWhyTheDatabaseRefuses() {
        PeriodicTask task = new PeriodicTask(vertx, "ask", () -> {
            rounds.incrementAndGet();
            return Uni.createFrom().failure(new PgException("permission denied", "ERROR", "42501", null));
        });
        try (LoggedLines log = LoggedLines.of(PeriodicTask.class.getName())) {
            task.start(SOON);
            await().until(() -> rounds.get() > 2);
            task.stop();
            assertThat(log.lines())
                    .containsExactly(PeriodicTask.class.getName() + " Cannot ask for now: PgException 42501");
        }
    }

    private Uni<Void> count() {
        return Uni.createFrom().voidItem().invoke(rounds::incrementAndGet);
    }
}
