package com.callmissed.bench;

/**
 * One figure of one run.
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
}
