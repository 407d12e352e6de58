package com.callmissed.packaged.feed;

import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every acknowledged event reaches every subscriber of its tenant once, in order, and no other subscriber. This holds
 * for any failure of two processes, their database and the network between them. {@code -Dsoak.events} is the minimum
 * number of events, and {@code -Dsoak.seed} chooses other moments.
 */
@Tag("soak")
class FeedHistoryIT {
    private static final int EVENTS = Integer.getInteger("soak.events", 4_000);
    private static final long SEED = Long.getLong("soak.seed", 4);

    @TempDir
    Path data;

    @Test
    void losesNothingAndRepeatsNothing() {
        Random random = new Random(SEED);
        try (FeedRun run = new FeedRun(data, random)) {
            new Chaos(run, random, EVENTS).play();
            assertThat(run.finish()).isEmpty();
            System.out.printf("Feed, seed %d: %s%n", SEED, run.tally());
        }
    }
}
