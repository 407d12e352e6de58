package com.callmissed.background;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential back-off with a cap: the pause after a failure is twice the pause after the failure before it, until it
 * reaches the cap. Immutable, so safe for use by several threads.
 *
 * @param first the pause while nothing has failed before; not negative
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
     * @param failures how many attempts failed before the one that has just failed; any number from 0 up
     */
    public Duration pause(int failures) {
        if (failures < 0) {
            throw new IllegalArgumentException("there cannot be fewer than no failures");
        }
        long longest = cap.toMillis();
        long shortest = Math.min(first.toMillis(), longest);
        // The cap is shifted, not the pause: that cannot overflow. A shift counts modulo 64.
        boolean reached = failures >= Long.SIZE - 1 || shortest > longest >> failures;
        return Duration.ofMillis(shortest == 0 ? 0 : reached ? longest : shortest << failures);
    }

    /** Between half of {@link #pause} and all of it, by chance, so that what failed together does not return together. */
    public Duration jittered(int failures) {
        long pause = pause(failures).toMillis();
        return Duration.ofMillis(pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    }
}
