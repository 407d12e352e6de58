package com.callmissed.packaged.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A rolling upgrade: one process after the other is stopped and started again, while clients write and listen. */
@Tag("soak")
class RollingRestartIT {
    private static final int PART = 200;
    private static final Duration MOST = Duration.ofSeconds(30);

    @TempDir
    Path data;

    @Test
    void showsNobodyAGap() {
        try (FeedRun run = new FeedRun(data, new Random(5))) {
            write(run);
            for (int app = 0; app < FeedService.REPLICAS; app++) {
                assertThat(run.service().replicas().app(app).stop()).isEqualTo(143);
                write(run);
                run.service().replicas().start(app);
                write(run);
            }
            assertThat(run.finish()).isEmpty();
            FeedTally tally = run.tally();
            assertThat(tally.of("sockets closed 1001")).isBetween(1L, tally.of("reconnect frames"));
            assertThat(tally.of("sockets closed -1")).isZero();
            System.out.printf("Rolling restart: %s%n", tally);
        }
    }

    private static void write(FeedRun run) {
        run.pace().release(PART);
        run.pace().awaitAcknowledged(PART / 2, MOST);
        run.failEarly();
    }
}
