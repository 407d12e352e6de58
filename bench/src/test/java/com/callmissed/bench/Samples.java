package com.callmissed.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Durations in microseconds. Any thread may add them. They may be read after all are added. */
final class Samples {
    private static final double MICROS_PER_MILLI = 1_000;

    private final int[] micros;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Creates an empty collection.
     *
     * @param capacity maximum number of samples; further ones are not kept
     */
    Samples(int capacity) {
        micros = new int[capacity];
    }

    void add(long duration) {
        int at = count.getAndIncrement();
        if (at < micros.length) {
            micros[at] = (int) Math.min(duration, Integer.MAX_VALUE);
        }
    }

    int count() {
        return Math.min(count.get(), micros.length);
    }

    /** Returns three figures in milliseconds: the median, the 99th percentile and the maximum. */
    List<Measure> measures(String name) {
        int[] sorted = Arrays.copyOf(micros, count());
        Arrays.sort(sorted);
        return List.of(
                Measure.of(name + " p50", percentile(sorted, 0.5), "ms"),
                Measure.of(name + " p99", percentile(sorted, 0.99), "ms"),
                Measure.of(name + " max", percentile(sorted, 1), "ms"));
    }

    /** Returns the milliseconds that a {@code share} of the durations did not exceed. */
    double millis(double share) {
        int[] sorted = Arrays.copyOf(micros, count());
        Arrays.sort(sorted);
        return percentile(sorted, share);
    }

    private static double percentile(int[] sorted, double share) {
        WrongResult.unless(sorted.length > 0, "Nothing was measured");
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / MICROS_PER_MILLI;
    }
}
