package com.callmissed.packaged.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.callmissed.testing.Parallel;
import com.callmissed.testing.Replicas;

/** Runs rounds of one strike during one nuisance, while writers write. Writes choose the moments, not time. */
final class Chaos {
    private static final Duration MOST = Duration.ofSeconds(10);
    /** Requests before a strike, during it and after it. */
    private static final int PART = 300;

    private final FeedRun run;
    private final Replicas replicas;
    private final Random random;
    private final Nuisances nuisances;
    private final long tokens;

    /** @param tokens number of tokens that have to be acknowledged before it ends */
    Chaos(FeedRun run, Random random, int tokens) {
        this.run = run;
        this.tokens = tokens;
        this.replicas = run.service().replicas();
        this.random = random;
        this.nuisances = new Nuisances(run.service().database(), run.sockets(), run.tally(), random);
    }

    /** A strike, which stops something. */
    private enum Strike {
        KILL_ONE,
        KILL_BOTH,
        RESTART_ONE,
        STOP_DATABASE
    }

    /**
     * Twelve rounds cover every strike during every nuisance, in random order. A short run covers each of them at least
     * once.
     */
    void play() {
        List<Strike> strikes = shuffled(Strike.values());
        List<Nuisances.Kind> kinds = shuffled(Nuisances.Kind.values());
        for (int i = 0; i < strikes.size() || acknowledged() < tokens; i++) {
            Strike strike = strikes.get(i % strikes.size());
            Nuisances.Kind nuisance = kinds.get(i % kinds.size());
            System.out.printf("Round %d after %d tokens: %s during %s%n", i + 1, acknowledged(), strike, nuisance);
            play(strike, nuisance);
            run.failEarly();
        }
    }

    private <T> List<T> shuffled(T[] all) {
        List<T> shuffled = new ArrayList<>(List.of(all));
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private long acknowledged() {
        return run.tally().of("tokens acknowledged");
    }

    private void play(Strike strike, Nuisances.Kind nuisance) {
        Runnable end = nuisances.begin(nuisance);
        try {
            write();
            strike(strike);
            write();
        } finally {
            end.run();
        }
    }

    /** Lets writers continue, and waits for a moment in between. */
    private void write() {
        run.pace().release(PART);
        run.pace().awaitAcknowledged(1 + random.nextInt(PART), MOST);
    }

    private void strike(Strike strike) {
        int victim = random.nextInt(FeedService.REPLICAS);
        switch (strike) {
            case KILL_ONE -> {
                replicas.app(victim).kill();
                write();
                replicas.start(victim);
                run.tally().count("processes killed");
            }
            case KILL_BOTH -> {
                Parallel.run(FeedService.REPLICAS, app -> {
                    replicas.app(app).kill();
                    replicas.start(app);
                    return null;
                });
                run.tally().add("processes killed", FeedService.REPLICAS);
            }
            case RESTART_ONE -> {
                replicas.app(victim).stop();
                write();
                replicas.start(victim);
                run.tally().count("processes terminated");
            }
            case STOP_DATABASE -> {
                run.service().postgres().stopImmediately();
                run.pace().release(PART);
                run.pace().awaitFailed(1 + random.nextInt(20), MOST);
                run.service().postgres().startAgain();
                run.tally().count("database stops");
            }
        }
    }
}
