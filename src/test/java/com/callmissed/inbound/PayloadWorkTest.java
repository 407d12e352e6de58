package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import static com.callmissed.inbound.IngestOutcome.DUPLICATE;
import static com.callmissed.inbound.IngestOutcome.STORED;
import static org.assertj.core.api.Assertions.assertThat;

/** Which parts of a payload are stored, and what is remembered of them. */
class PayloadWorkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JournalConfig config = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(JournalConfig.class)
            .build()
            .getConfigMapping(JournalConfig.class);

    @Test
    void storesThousandsOfPartsThatCompleteAtOnce() {
        PayloadWork work = work(PayloadProgress.NONE, config.maxParts(), IngestOutcome.UNREADABLE);
        run(work, false);
        assertThat(work.isDone()).isTrue();
        assertThat(work.settlement()).isEqualTo(new Settlement(Settlement.Outcome.UNREADABLE, "5000 of 5000 parts"));
    }

    @Test
    void givesUpWhatExceedsTheLimit() {
        PayloadWork work = work(PayloadProgress.NONE, config.maxParts() + 7, STORED);
        run(work, false);
        assertThat(work.progress().done()).isEqualTo(config.maxParts());
        assertThat(work.settlement())
                .isEqualTo(new Settlement(Settlement.Outcome.FAILED, "7 of 5007 parts, more than 5000"));
    }

    @Test
    void pausesAfterAPart() {
        PayloadWork work = work(PayloadProgress.NONE, 3, STORED);
        run(work, true);
        assertThat(work.isDone()).isFalse();
        assertThat(work.progress()).isEqualTo(new PayloadProgress(3, 1, 0, 0));
    }

    @Test
    void continuesAfterThePartsThatAreDone() {
        PayloadWork work = work(new PayloadProgress(3, 2, 1, 0), 3, DUPLICATE);
        run(work, true);
        assertThat(work.progress()).isEqualTo(new PayloadProgress(3, 3, 1, 0));
        assertThat(work.settlement()).isEqualTo(new Settlement(Settlement.Outcome.FAILED, "1 of 3 parts"));
    }

    @Test
    void storesNothingAgainWhenEverythingIsDone() {
        PayloadWork work = work(new PayloadProgress(3, 3, 0, 0), 3, IngestOutcome.FAILED);
        run(work, false);
        assertThat(work.settlement()).isEqualTo(new Settlement(Settlement.Outcome.PROCESSED, null));
    }

    @Test
    void beginsAgainWhenThePartsAreOthers() {
        PayloadWork work = work(new PayloadProgress(3, 2, 1, 1), 4, STORED);
        run(work, true);
        assertThat(work.progress()).isEqualTo(new PayloadProgress(4, 1, 0, 0));
    }

    @Test
    void ignoresAPayloadWithoutParts() {
        PayloadWork work = work(PayloadProgress.NONE, 0, STORED);
        run(work, false);
        assertThat(work.settlement()).isEqualTo(new Settlement(Settlement.Outcome.IGNORED, null));
    }

    private static void run(PayloadWork work, boolean pauses) {
        assertThat(work.run(false, () -> pauses).subscribeAsCompletionStage()).succeedsWithin(PATIENCE);
    }

    private PayloadWork work(PayloadProgress earlier, int parts, IngestOutcome outcome) {
        InboundPayload payload = new InboundPayload(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                "test",
                "1",
                new byte[0],
                null,
                Instant.now(),
                0);
        PayloadPart part = guard -> Uni.createFrom().item(outcome);
        List<PayloadPart> all = Collections.nCopies(parts, part);
        return new PayloadWork(
                null,
                config,
                new IngestMetrics(new SimpleMeterRegistry()),
                new ClaimedPayload(payload, UUID.randomUUID(), earlier, null),
                all);
    }
}
