package com.callmissed.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One figure.
 *
 * @param target null if there is none
 */
record Measure(String name, double value, String unit, Target target) {
    /** A bound; the bound itself meets the target. */
    record Target(double bound, boolean atMost) {
        boolean isMetBy(double value) {
            return atMost ? value <= bound : value >= bound;
        }
    }

    static Measure of(String name, double value, String unit) {
        return new Measure(name, value, unit, null);
    }

    Measure atMost(double bound) {
        return new Measure(name, value, unit, new Target(bound, true));
    }

    Measure atLeast(double bound) {
        return new Measure(name, value, unit, new Target(bound, false));
    }

    /** The same figure without a target. */
    Measure unjudged() {
        return new Measure(name, value, unit, null);
    }

    boolean meetsItsTarget() {
        return target == null || target.isMetBy(value);
    }

    /** The median of each figure. For an even number of runs, the lower one of the two in the middle. */
    static List<Measure> medians(List<List<Measure>> runs) {
        List<Measure> medians = new ArrayList<>();
        for (int i = 0; i < runs.get(0).size(); i++) {
            int figure = i;
            List<Measure> sorted = runs.stream()
                    .map(run -> run.get(figure))
                    .sorted((one, other) -> Double.compare(one.value, other.value))
                    .toList();
            medians.add(sorted.get((sorted.size() - 1) / 2));
        }
        return medians;
    }
}
