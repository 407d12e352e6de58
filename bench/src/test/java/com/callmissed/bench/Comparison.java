package com.callmissed.bench;

/**
 * A comparison of a path with other requests to the same service.
 *
 * @param share whether the target is a share of the other throughput, else a multiple of the other time per request
 */
record Comparison(String name, Requests other, boolean share, double target) {
    /** The requests per second of this path, divided by those of {@code other}, must be at least {@code target}. */
    static Comparison share(String name, Requests other, double target) {
        return new Comparison(name, other, true, target);
    }

    /** The time per request of this path, divided by that of {@code other}, must be at most {@code target}. */
    static Comparison time(String name, Requests other, double target) {
        return new Comparison(name, other, false, target);
    }

    Measure measure(double perSecond, double othersPerSecond) {
        return share
                ? Measure.of(name, perSecond / othersPerSecond, "").atLeast(target)
                : Measure.of(name, othersPerSecond / perSecond, "").atMost(target);
    }
}
