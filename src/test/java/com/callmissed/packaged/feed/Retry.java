package com.callmissed.packaged.feed;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;

/** Retries after a short pause, like a client of an unavailable service. */
final class Retry {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Retry() {}

    /** Calls {@code attempt} until it returns true. Fails when it throws, or after three minutes. */
    static void until(String what, Callable<Boolean> attempt) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(attempt);
    }
}
