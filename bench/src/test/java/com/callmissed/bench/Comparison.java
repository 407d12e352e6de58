package com.callmissed.bench;

import java.util.function.UnaryOperator;

/**
 * A comparison of a path with other requests to the same service.
 *
 * @param share whether the figure is a share of the other throughput, else a multiple of the other time per request
 * @param judge adds the target, if there is one
 */
record Comparison(String name, Requests other, boolean share, UnaryOperator<Measure> judge) {
    /** The requests per second of this path, divided by those of {@code other}. */
    static Comparison share(String name, Requests other) {
        return new Comparison(name, other, true, UnaryOperator.identity());
    }

    /** The time per request of this path, divided by that of {@code other}, must be at most {@code target}. */
    static Comparison time(String name, Requests other, double target) {
        return new Comparison(name, other, false, measure -> measure.atMost(target));
    }

    Measure measure(double perSecond, double othersPerSecond) {
        double figure = share ? perSecond / othersPerSecond : othersPerSecond / perSecond;
        return judge.apply(Measure.of(name, figure, ""));
    }
}
