package com.callmissed.packaged.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.callmissed.testing.Parallel;
import com.callmissed.testing.Replicas;

/** Rounds of one strike during one nuisance, while writers write. Moments are chosen by what is written, not by time. */
final class Chaos {
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int LEAST_PART = 150;
    /** In a long run, each strike comes during each nuisance twice or more. */
    private static final int PARTS = 60;

    private final FeedRun run;
    private final Replicas replicas;
    private final Random random;
    private final Nuisances nuisances;
    private final long tokens;
    /** Requests before a strike, during it and after it. */
    private final int part;

    /** @param tokens how many have to be acknowledged before it ends */
    Chaos(FeedRun run, Random random, int tokens) {
        this.run = run;
        this.tokens = tokens;
        this.part = Math.max(LEAST_PART, tokens / PARTS);
        this.replicas = run.service().replicas();
        this.random = random;
        this.nuisances = new Nuisances(run.service().database(), run.sockets(), run.tally(), random);
    }

    /** What stops something. */
    private enum Strike {
        KILL_ONE,
        KILL_BOTH,
        RESTART_ONE,
        STOP_DATABASE
    }

    private record Round(Strike strike, Nuisances.Kind nuisance) {}

    /** Every strike during every nuisance in random order, as often as it takes. */
    void play() {
        List<Round> rounds = everyPair();
        for (int i = 0; i < rounds.size() || run.tally().of("tokens acknowledged") < tokens; i++) {
            if (i % rounds.size() == 0) {
                Collections.shuffle(rounds, random);
            }
            Round round = rounds.get(i % rounds.size());
            System.out.printf(
                    "Round %d: %s, after %s%n", i + 1, round, run.tally().of("tokens acknowledged"));
            play(round);
            run.failEarly();
        }
    }

    private static List<Round> everyPair() {
        List<Round> rounds = new ArrayList<>();
        for (Strike strike : Strike.values()) {
            for (Nuisances.Kind nuisance : Nuisances.Kind.values()) {
                rounds.add(new Round(strike, nuisance));
            }
        }
        return rounds;
    }

    private void play(Round round) {
        Runnable end = nuisances.begin(round.nuisance());
        try {
            write();
            strike(round.strike());
            write();
        } finally {
            end.run();
        }
    }

    /** Lets writers go on, and waits for some moment in it. */
    private void write() {
        run.pace().release(part);
        run.pace().awaitAcknowledged(1 + random.nextInt(part), MOST);
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
                run.pace().release(part);
                run.pace().awaitFailed(1 + random.nextInt(20), MOST);
                run.service().postgres().startAgain();
                run.tally().count("database stops");
            }
        }
    }
}
