package com.callmissed.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One figure of all runs of a scenario.
 *
 * @param runs one measure for each run, in their order
 */
record Figure(List<Measure> runs) {
    /** The figures of a scenario, in the order of its first run. */
    static List<Figure> of(List<List<Measure>> runs) {
        return IntStream.range(0, runs.get(0).size())
                .mapToObj(figure -> new Figure(
                        runs.stream().map(measures -> measures.get(figure)).toList()))
                .toList();
    }

    String name() {
        return runs.get(0).name();
    }

    String unit() {
        return runs.get(0).unit();
    }

    /** The target of each run; null if there is none. */
    Measure.Target target() {
        return runs.get(0).target();
    }

    /** One value for each run, in their order. */
    double[] values() {
        return runs.stream().mapToDouble(Measure::value).toArray();
    }

    /** The value in the middle. For an even number of runs, the mean of the two in the middle. */
    double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least() {
        return sorted()[0];
    }

    double most() {
        return sorted()[runs.size() - 1];
    }

    /** The number of runs that missed the target; 0 if there is none. */
    long misses() {
        return runs.stream().filter(measure -> !measure.meetsItsTarget()).count();
    }

    /** The target, and whether it was met; empty if there is none. A single run that missed it is a miss. */
    String verdict() {
        if (target() == null) {
            return "";
        }
        String bound = (target().atMost() ? "<= " : ">= ") + Report.number(target().bound());
        return bound + (misses() == 0 ? "  met" : "  MISSED in %d of %d".formatted(misses(), runs.size()));
    }

    private double[] sorted() {
        double[] values = values();
        Arrays.sort(values);
        return values;
    }
}
