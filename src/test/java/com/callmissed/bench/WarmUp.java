package com.callmissed.bench;

import java.util.function.DoubleSupplier;

/** Stretches of load before anything is measured. */
final class WarmUp {
    private static final int MOST = 8;
    private static final double SETTLED = 0.05;

    private WarmUp() {}

    /**
     * Repeats {@code stretch} until two in a row have about the same throughput, or there were eight.
     *
     * @param stretch answers its throughput
     */
    static void of(DoubleSupplier stretch) {
        double before = stretch.getAsDouble();
        for (int i = 1; i < MOST; i++) {
            double now = stretch.getAsDouble();
            if (Math.abs(now - before) <= SETTLED * before) {
                return;
            }
            before = now;
        }
    }
}
