package com.callmissed.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Runs stretches of load before a measurement. */
final class WarmUp {
    private static final int MOST = 20;
    private static final int IN_A_ROW = 3;
    private static final double SETTLED = 0.05;

    private WarmUp() {}

    /**
     * Repeats {@code stretch} until three in a row have about the same result, at most twenty times.
     *
     * @param stretch returns its throughput, or the requests for each second of processor time
     */
    static void of(DoubleSupplier stretch) {
        List<Double> last = new ArrayList<>();
        for (int i = 0; i < MOST && !isSettled(last); i++) {
            if (last.size() == IN_A_ROW) {
                last.remove(0);
            }
            last.add(stretch.getAsDouble());
        }
    }

    private static boolean isSettled(List<Double> last) {
        return last.size() == IN_A_ROW && Collections.min(last) >= Collections.max(last) * (1 - SETTLED);
    }
}
