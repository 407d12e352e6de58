package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential back-off with a cap: each pause is twice the pause before it, up to the cap. Immutable, so safe for use
 * by several threads.
 *
 * @param first the pause after the first failure; not negative
 * @param cap the longest pause; not negative
 */
public record Backoff(Duration first, Duration cap) {
    public Backoff {
        if (first.isNegative() || cap.isNegative()) {
            throw new IllegalArgumentException("a pause cannot be negative");
        }
    }

    /**
     * The pause before the next attempt, in whole milliseconds.
     *
     * @param failures number of failed attempts before the one that has just failed; 0 or more
     */
    public Duration pause(int failures) {
        if (failures < 0) {
            throw new IllegalArgumentException("the number of failures cannot be negative");
        }
        long longest = cap.toMillis();
        long shortest = Math.min(first.toMillis(), longest);
        // Shift the cap, not the pause, because that cannot overflow. A shift counts modulo 64.
        boolean reached = failures >= Long.SIZE - 1 || shortest > longest >> failures;
        return Duration.ofMillis(shortest == 0 ? 0 : reached ? longest : shortest << failures);
    }

    /**
     * A random time between half of {@link #pause} and all of it, so that calls that failed together do not retry
     * together.
     */
    public Duration jittered(int failures) {
        long pause = pause(failures).toMillis();
        return Duration.ofMillis(pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    }
}
