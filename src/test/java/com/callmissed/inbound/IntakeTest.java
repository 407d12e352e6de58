package com.callmissed.inbound;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.PoolSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The time of the response to a provider, with a journal and a processor that the test controls. */
class IntakeTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final byte[] LARGE = new byte[900 * 1024];
    private static final byte[] SMALL = new byte[100];
    private static final int CONNECTIONS = 8;

    private final JournalConfig config = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(JournalConfig.class)
            .withDefaultValue("callmissed.journal.answer-within", "PT0.3S")
            .build()
            .getConfigMapping(JournalConfig.class);
    private final RecordingJournal journal = new RecordingJournal();
    private final CompletableFuture<IngestOutcome> work = new CompletableFuture<>();
    private final List<InboundPayload> attempted = new CopyOnWriteArrayList<>();
    private final IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
    private final PayloadAttempt attempt = new PayloadAttempt(
            journal,
            config,
            metrics,
            new WorkerOffload(new io.vertx.mutiny.core.Vertx(VERTX)),
            List.of(new Processor()));
    private final AtomicInteger nudges = new AtomicInteger();
    private final JournalWorker worker = new JournalWorker(VERTX, null, config, new PoolSize(CONNECTIONS), attempt) {
        @Override
        void nudge() {
            nudges.incrementAndGet();
        }
    };
    private final Intake intake =
            new Intake(journal, config, new PoolSize(CONNECTIONS), attempt, worker, new Ids(), VERTX, metrics);
    private int parts = 1;
    private boolean oneTransaction;

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void answersWhenTheWorkIsDone() {
        work.complete(IngestOutcome.STORED);
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append claimed", "settle PROCESSED");
        assertThat(nudges).hasValue(0);
    }

    @Test
    void answersInTimeWhenTheWorkIsNotDoneAndFinishesItLater() {
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append claimed");
        work.complete(IngestOutcome.STORED);
        await().untilAsserted(() -> assertThat(journal.events).containsExactly("append claimed", "settle PROCESSED"));
    }

    @Test
    void answersAtOnceWhenTheProviderHasWaitedForLong() {
        long arrived = System.nanoTime() - TimeUnit.SECONDS.toNanos(60);
        CompletableFuture<Void> answer = intake.accept("test", List.of(recipient()), SMALL, null, arrived)
                .subscribeAsCompletionStage();
        assertThat(answer).succeedsWithin(config.answerWithin().dividedBy(2));
    }

    @Test
    void leavesTheRestOfALongPayloadToTheWorker() {
        parts = 3;
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        long answered = System.nanoTime();
        await().until(() -> System.nanoTime() - answered > config.answerWithin().toNanos());
        work.complete(IngestOutcome.STORED);
        await().untilAsserted(() -> assertThat(journal.events).containsExactly("append claimed", "pause 1 of 3"));
        await().untilAsserted(() -> assertThat(nudges).hasValue(1));
    }

    @Test
    void answersWhenTheWorkFails() {
        work.completeExceptionally(new IllegalStateException());
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append claimed", "postpone");
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
        Recipient recipient = recipient();
        journal.commit = CompletableFuture.failedFuture(new IllegalStateException("no space"));
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> accept(recipient, LARGE).get());
        }
        assertThat(attempted).isEmpty();
        journal.commit = CompletableFuture.completedFuture(null);
        assertThat(accept(recipient, LARGE)).succeedsWithin(Duration.ofSeconds(5));
        awaitAttempts(1);
    }

    @Test
    void leavesWhatATenantHasBeyondItsBudgetToTheWorker() {
        Recipient one = recipient();
        CompletableFuture<Void> first = accept(one, LARGE);
        assertThat(accept(one, LARGE)).isCompleted();
        awaitAttempts(1);
        assertThat(journal.events).containsExactly("append claimed", "append waiting");
        assertThat(nudges).hasValue(1);
        accept(recipient(), LARGE);
        awaitAttempts(2);
        work.complete(IngestOutcome.STORED);
        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
        assertThat(accept(one, LARGE)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(attempted).hasSize(3);
    }

    @Test
    void leavesWhatTheJournalDoesNotGiveAClaimForToTheWorker() {
        journal.anotherWaits = true;
        assertThat(accept(SMALL)).isCompleted();
        assertThat(attempted).isEmpty();
        assertThat(nudges).hasValue(1);
    }

    @Test
    void storesAPayloadOfOneTransactionWithItsRow() {
        oneTransaction = true;
        work.complete(IngestOutcome.STORED);
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append processed", "commit");
        assertThat(nudges).hasValue(0);
    }

    @Test
    void journalsFirstWhatIsLargeOrHasSeveralPartsOrRecipients() {
        oneTransaction = true;
        work.complete(IngestOutcome.STORED);
        assertThat(accept(LARGE)).succeedsWithin(Duration.ofSeconds(5));
        parts = 2;
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        parts = 1;
        assertThat(intake.accept("test", List.of(recipient(), recipient()), SMALL, null, System.nanoTime())
                        .subscribeAsCompletionStage())
                .succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).doesNotContain("append processed").contains("append claimed");
    }

    @Test
    void leavesToTheJournalWhatCannotBeStoredAtOnce() {
        oneTransaction = true;
        work.completeExceptionally(new IllegalStateException());
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events)
                .startsWith("append processed", "append claimed")
                .endsWith("postpone");
    }

    @Test
    void doesNotOvertakeAnEarlierPayload() {
        oneTransaction = true;
        journal.anotherWaits = true;
        work.complete(IngestOutcome.STORED);
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).containsExactly("append processed", "append claimed");
        assertThat(nudges).hasValue(1);
    }

    @Test
    void leavesToTheJournalWhatTakesTooLongAndDoesNotCommitIt() {
        oneTransaction = true;
        assertThat(accept(SMALL)).succeedsWithin(Duration.ofSeconds(5));
        assertThat(journal.events).startsWith("append processed", "append claimed");
        work.complete(IngestOutcome.STORED);
        await().untilAsserted(() -> assertThat(journal.events).contains("settle PROCESSED"));
        assertThat(journal.events).filteredOn("commit"::equals).hasSize(1);
    }

    private void awaitAttempts(int count) {
        await().untilAsserted(() -> assertThat(attempted).hasSize(count));
    }

    private CompletableFuture<Void> accept(byte[] body) {
        return accept(recipient(), body);
    }

    private CompletableFuture<Void> accept(Recipient recipient, byte[] body) {
        return intake.accept("test", List.of(recipient), body, null, System.nanoTime())
                .subscribeAsCompletionStage();
    }

    private static Recipient recipient() {
        return new Recipient(UUID.randomUUID(), UUID.randomUUID(), "1");
    }

    private final class Processor implements PayloadProcessor {
        @Override
        public String provider() {
            return "test";
        }

        @Override
        public List<PayloadPart> read(InboundPayload payload) {
            return Collections.nCopies(parts, new Part(payload));
        }
    }

    private final class Part implements PayloadPart {
        private final InboundPayload payload;

        private Part(InboundPayload payload) {
            this.payload = payload;
        }

        @Override
        public boolean isOneTransaction() {
            return oneTransaction;
        }

        @Override
        public Uni<IngestOutcome> deliver(CommitGuard guard) {
            attempted.add(payload);
            Uni<IngestOutcome> stored = Uni.createFrom().completionStage(work);
            return oneTransaction ? guard.during(null, stored).invoke(() -> journal.events.add("commit")) : stored;
        }
    }

    private static final class RecordingJournal extends Journal {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);
        private boolean anotherWaits;

        RecordingJournal() {
            super(null);
        }

        @Override
        Uni<Set<UUID>> append(List<InboundPayload> delivery, UUID claim, Duration lease) {
            events.add(claim == null ? "append waiting" : "append claimed");
            return Uni.createFrom()
                    .completionStage(() -> commit)
                    .map(done -> claim == null || anotherWaits
                            ? Set.of()
                            : delivery.stream().map(InboundPayload::id).collect(Collectors.toSet()));
        }

        @Override
        Uni<Boolean> appendProcessed(SqlClient connection, InboundPayload payload) {
            events.add("append processed");
            return Uni.createFrom().item(!anotherWaits);
        }

        @Override
        Uni<Boolean> hold(SqlClient connection, ClaimedPayload claimed) {
            return Uni.createFrom().item(true);
        }

        @Override
        Uni<Boolean> settle(ClaimedPayload claimed, PayloadProgress progress, Settlement settlement) {
            events.add("settle " + settlement.outcome());
            return Uni.createFrom().item(true);
        }

        @Override
        Uni<Boolean> pause(ClaimedPayload claimed, PayloadProgress progress) {
            events.add("pause " + progress.done() + " of " + progress.parts());
            return Uni.createFrom().item(true);
        }

        @Override
        Uni<Boolean> postpone(
                ClaimedPayload claimed, PayloadProgress progress, String detail, Duration pause, boolean givenUp) {
            events.add("postpone");
            return Uni.createFrom().item(true);
        }
    }
}
