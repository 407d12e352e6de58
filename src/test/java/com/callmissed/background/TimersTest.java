package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TimersTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = SOON.multipliedBy(3);

    private final Vertx vertx = Vertx.vertx();
    private final Timers timers = new Timers(vertx);
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void runEachTaskOnce() {
        timers.in(Duration.ZERO, runs::incrementAndGet);
        timers.in(SOON, runs::incrementAndGet);
        await().until(() -> runs.get() == 2);
        waitUntilLater();
        assertThat(runs).hasValue(2);
    }

    @Test
    void runNothingAfterTheStop() {
        timers.in(SOON, runs::incrementAndGet);
        timers.stop();
        timers.in(SOON, runs::incrementAndGet);
        waitUntilLater();
        assertThat(runs).hasValue(0);
    }

    @Test
    void runAgainAfterTheNextStart() {
        timers.in(SOON, runs::incrementAndGet);
        timers.stop();
        timers.start();
        timers.in(SOON, runs::incrementAndGet);
        await().until(() -> runs.get() == 1);
        waitUntilLater();
        assertThat(runs).hasValue(1);
    }

    /** Until a timer has fired that was set last and for longest. */
    private void waitUntilLater() {
        AtomicBoolean over = new AtomicBoolean();
        vertx.setTimer(LATER.toMillis(), id -> over.set(true));
        await().untilTrue(over);
    }
}
