package com.callmissed.bench;

import java.util.List;

/**
 * Measures the memory of the service that all paths share, after the scenarios before this one. It has a target only if
 * a path has run.
 */
final class Memory implements Scenario {
    private static final double TARGET_MB = 320;

    private final LoadedService loaded;

    Memory(LoadedService loaded) {
        this.loaded = loaded;
    }

    @Override
    public List<Measure> run() {
        double resident = Footprint.resident(loaded.service().pid());
        Measure measure =
                Measure.of("RSS after the run", resident / Footprint.MEGA, "MB").atMost(TARGET_MB);
        return List.of(loaded.hasServedPath() ? measure : measure.unjudged());
    }

    @Override
    public void close() {
        // Other scenarios use the service after this one.
    }
}
