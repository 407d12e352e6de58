package com.callmissed.packaged.feed;

import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to two processes, their database and the way between them: every event that was acknowledged reaches every
 * subscriber of its tenant once, in order, and nobody else. {@code -Dsoak.events} says how many at the least, and
 * {@code -Dsoak.seed} chooses other moments.
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
