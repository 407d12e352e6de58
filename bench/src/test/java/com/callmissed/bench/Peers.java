package com.callmissed.bench;

import java.util.ArrayList;
import java.util.List;

/** Compares the service with other programs that do a part of its work, on the same database server. */
final class Peers implements Scenario {
    /** Starts only when it is named, because it needs programs that {@code bench/run} installs. */
    static final String NAME = "peers";

    private final PathScenario.Size size;
    private final List<Runnable> ends = new ArrayList<>();
    private final List<Duel> duels = new ArrayList<>();
    private boolean warm;
    private boolean peerFirst;

    /**
     * Starts the peers.
     *
     * @param springJar null to leave Spring out
     * @param python null to leave the script out
     */
    Peers(LoadedService loaded, PathScenario.Size size, String springJar, String python) {
        this.size = size;
        WrongResult.unless(springJar != null || python != null, "No peer can run here");
        loaded.service();
        if (springJar != null) {
            SpringPeer spring = new SpringPeer(loaded, springJar);
            ends.add(spring::close);
            duels.addAll(spring.duels(new ReadPaths(loaded, size, "")));
        }
        if (python != null) {
            ScriptPeer script = new ScriptPeer(loaded, python);
            ends.add(script::close);
            duels.add(script.duel());
        }
    }

    @Override
    public List<Measure> run() {
        if (!warm) {
            warm = true;
            duels.forEach(duel -> duel.warmUp(size.load(), size.warmUp()));
        }
        List<Measure> measures = duels.stream()
                .flatMap(duel -> duel.run(size.load(), size.measured(), peerFirst).stream())
                .toList();
        peerFirst = !peerFirst;
        return measures;
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
