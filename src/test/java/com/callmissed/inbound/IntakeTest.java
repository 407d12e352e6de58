package com.callmissed.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.Ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The time of the response to a provider, with a journal and a processor that the test controls. */
class IntakeTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final byte[] LARGE = new byte[4 * 1024 * 1024];
    private static final byte[] SMALL = new byte[100];

    private final JournalConfig config = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(JournalConfig.class)
            .withDefaultValue("callmissed.journal.answer-within", "PT0.3S")
            .build()
            .getConfigMapping(JournalConfig.class);
    private final RecordingJournal journal = new RecordingJournal();
    private final CompletableFuture<Settlement> work = new CompletableFuture<>();
    private final List<InboundPayload> attempted = new ArrayList<>();
    private final Intake intake = new Intake(
            journal,
            config,
            new PayloadAttempt(journal, config, new IngestMetrics(new SimpleMeterRegistry()), List.of(new Processor())),
            new Ids(),
            VERTX);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void answersWhenTheWorkIsDone() {
        work.complete(new Settlement(Settlement.Outcome.PROCESSED, null));
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append PT30S", "settle PROCESSED");
    }

    @Test
    void answersInTimeWhenTheWorkIsNotDoneAndFinishesItLater() {
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append PT30S");
        work.complete(new Settlement(Settlement.Outcome.IGNORED, null));
        await().untilAsserted(() -> assertThat(journal.events).containsExactly("append PT30S", "settle IGNORED"));
    }

    @Test
    void answersWhenTheWorkFails() {
        work.completeExceptionally(new IllegalStateException());
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append PT30S", "postpone");
    }

    @Test
    void doesNotAnswerBeforeThePayloadIsDurable() {
        journal.commit = new CompletableFuture<>();
        CompletableFuture<Void> answer = accept(SMALL);
        assertThat(answer).isNotDone();
        assertThat(attempted).isEmpty();
        journal.commit.complete(null);
        assertThat(answer).succeedsWithin(Duration.ofSeconds(5));
        assertThat(attempted).hasSize(1);
    }

    @Test
    void doesNotWorkOnWhatCouldNotBeMadeDurable() {
        journal.commit = CompletableFuture.failedFuture(new IllegalStateException("no space"));
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> accept(LARGE).get());
        }
        assertThat(attempted).isEmpty();
        journal.commit = CompletableFuture.completedFuture(null);
        assertThat(accept(LARGE)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(attempted).hasSize(1);
    }

    @Test
    void leavesPayloadsBeyondTheBudgetToTheWorker() {
        CompletableFuture<Void> first = accept(LARGE);
        assertThat(accept(SMALL)).isCompleted();
        assertThat(attempted).hasSize(1);
        assertThat(journal.events).containsExactly("append PT30S", "append PT0S");
        work.complete(new Settlement(Settlement.Outcome.PROCESSED, null));
        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(attempted).hasSize(2);
    }

    private CompletableFuture<Void> accept(byte[] body) {
        Recipient recipient = new Recipient(UUID.randomUUID(), UUID.randomUUID(), "1");
        return intake.accept("test", List.of(recipient), body, null).subscribeAsCompletionStage();
    }

    private final class Processor implements PayloadProcessor {
        @Override
        public String provider() {
            return "test";
        }

        @Override
        public Uni<Settlement> process(InboundPayload payload, boolean lastAttempt) {
            attempted.add(payload);
            return Uni.createFrom().completionStage(work);
        }
    }

    private static final class RecordingJournal extends Journal {
        private final List<String> events = new ArrayList<>();
        private CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);

        RecordingJournal() {
            super(null);
        }

        @Override
        Uni<Void> append(List<InboundPayload> delivery, Duration lease) {
            events.add("append " + lease);
            return Uni.createFrom().completionStage(() -> commit);
        }

        @Override
        Uni<Void> settle(InboundPayload payload, Settlement settlement) {
            events.add("settle " + settlement.outcome());
            return Uni.createFrom().voidItem();
        }

        @Override
        Uni<Boolean> postpone(InboundPayload payload, String detail, Duration pause, int attempts) {
            events.add("postpone");
            return Uni.createFrom().item(false);
        }
    }
}
