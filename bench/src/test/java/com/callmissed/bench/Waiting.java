package com.callmissed.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a condition, on a thread that may block. */
final class Waiting {
    private static final Duration OFTEN = Duration.ofMillis(20);

    private Waiting() {}

    /**
     * Waits until {@code condition} is true.
     *
     * @throws WrongResult if it takes longer than {@code patience}
     */
    static void until(String what, Duration patience, BooleanSupplier condition) {
        try {
            Awaitility.await().atMost(patience).pollInterval(OFTEN).until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new WrongResult("In vain waited until " + what + ", for " + patience);
        }
    }
}
