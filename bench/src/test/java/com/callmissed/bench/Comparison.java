package com.callmissed.bench;

/**
 * A path held against other requests to the same service.
 *
 * @param share of the other throughput when true, else time per request in multiples of the other's
 */
record Comparison(String name, Requests other, boolean share, double target) {
    /** This path's requests a second in those of {@code other}, which must be {@code target} at least. */
    static Comparison share(String name, Requests other, double target) {
        return new Comparison(name, other, true, target);
    }

    /** This path's time per request in that of {@code other}, which must be {@code target} at most. */
    static Comparison time(String name, Requests other, double target) {
        return new Comparison(name, other, false, target);
    }

    Measure measure(double perSecond, double othersPerSecond) {
        return share
                ? Measure.of(name, perSecond / othersPerSecond, "").atLeast(target)
                : Measure.of(name, othersPerSecond / perSecond, "").atMost(target);
    }
}
