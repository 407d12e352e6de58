package com.callmissed.packaged;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;

import static com.callmissed.packaged.RaceTally.DROPPED;
import static com.callmissed.packaged.RaceTally.NEVER_QUEUED;
import static com.callmissed.packaged.RaceTally.inFlight;
import static com.callmissed.packaged.RaceTrack.join;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * After the response to a takeover no bot message leaves, at any stage of the reply. The customer writes to one
 * process, and the takeover happens on the other. {@code -Dtakeover.rounds} is the number of races for each step.
 * Takeovers that do not promise to wait are tried a quarter as often.
 */
@Tag("soak")
class TakeoverRaceIT {
    private static final int ROUNDS = Integer.getInteger("takeover.rounds", 200);
    private static final GraphReply UNAVAILABLE = GraphReply.error(500, 131000, "Something went wrong");
    private static final ConcurrentSkipListSet<String> SUMMARY = new ConcurrentSkipListSet<>();

    private static RaceTrack track;

    @BeforeAll
    static void start() {
        track = new RaceTrack();
    }

    @AfterAll
    static void stop() {
        track.close();
        SUMMARY.forEach(System.out::println);
    }

    @AfterEach
    void cleanUp() {
        track.cleanUp();
    }

    /** Both processes are busy with other answers, so that the turn waits. */
    @ParameterizedTest
    @EnumSource
    void beforeTheModelCall(Takeover way) {
        RaceTally tally = race("1 before the model call", way, rounds(way), rounds(way), count -> {
            int busy = 2 * RaceTrack.TURNS;
            ModelServer.Hold hold = track.holdModel();
            track.write(busy);
            hold.awaitArrived(busy);
            List<Race> races = track.write(count);
            join(track.takeOver(way, races));
            assertThat(hold.arrived()).hasSize(busy);
            hold.release();
            return races;
        });
        assertThat(tally.outcomes()).containsOnlyKeys(NEVER_QUEUED);
        assertThat(tally.arrived()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void duringTheModelCall(Takeover way) {
        RaceTally tally = race("2 during the model call", way, rounds(way), 2 * RaceTrack.TURNS, count -> {
            ModelServer.Hold hold = track.holdModel();
            List<Race> races = track.write(count);
            hold.awaitArrived(count);
            join(track.takeOver(way, races));
            hold.release();
            return races;
        });
        assertThat(tally.outcomes()).containsOnlyKeys(NEVER_QUEUED);
        assertThat(tally.arrived()).isZero();
    }

    /** Both wait for the conversation, the takeover first. */
    @ParameterizedTest
    @EnumSource
    void afterTheModelCall(Takeover way) {
        RaceTally tally = race("3a after the model call, takeover first", way, rounds(way), 10, count -> {
            ModelServer.Hold hold = track.holdModel();
            List<Race> races = track.write(count);
            hold.awaitArrived(count);
            return track.whileLocked(races, () -> {
                CompletableFuture<Void> takeover = track.takeOver(way, races);
                track.awaitLockWaiters(count);
                hold.release();
                return takeover;
            });
        });
        assertThat(tally.outcomes()).containsOnlyKeys(NEVER_QUEUED);
        assertThat(tally.arrived()).isZero();
    }

    /** Both wait for the conversation, the reply first. Its sender comes third, and sometimes second. */
    @Test
    void whileTheAnswerIsBeingQueued() {
        Takeover way = Takeover.AUTOREPLY_OFF;
        RaceTally tally = race("3b after the model call, takeover second", way, ROUNDS, 10, count -> {
            ModelServer.Hold hold = track.holdModel();
            List<Race> races = track.write(count);
            hold.awaitArrived(count);
            return track.whileLocked(races, () -> {
                hold.release();
                track.awaitLockWaiters(count);
                return track.takeOver(way, races);
            });
        });
        assertThat(tally.outcomes().keySet()).isSubsetOf(DROPPED, inFlight("sent", "sent"), "sent");
    }

    /** Meta timed out. */
    @ParameterizedTest
    @EnumSource
    void whileWaitingForTheNextTry(Takeover way) {
        RaceTally tally = race("4a queued, after a try that failed", way, rounds(way), 100, count -> {
            List<Race> races = track.customers(count);
            races.forEach(race -> track.graph().replies(race.customer(), UNAVAILABLE.with("Retry-After", "60")));
            track.write(races);
            track.awaitOutbox("claim IS NULL AND failures = 1", count);
            join(track.takeOver(way, races));
            track.database().execute("UPDATE outbox SET due_at = now() WHERE failures = 1");
            return races;
        });
        assertThat(tally.outcomes()).containsOnlyKeys(DROPPED);
        assertThat(tally.arrived()).isEqualTo(tally.races());
    }

    /** Both processes are busy with other messages. */
    @ParameterizedTest
    @EnumSource
    void whileWaitingForASender(Takeover way) {
        RaceTally tally = race("4b queued, never tried", way, rounds(way), 100, count -> {
            int busy = 2 * RaceTrack.SENDS;
            List<Race> others = track.customers(busy);
            GraphServer.Hold hold = track.holdGraph(others);
            track.write(others);
            track.awaitOutbox("claim IS NOT NULL", busy);
            List<Race> races = track.write(count);
            track.awaitOutbox("claim IS NULL", count);
            join(track.takeOver(way, races));
            hold.release();
            return races;
        });
        assertThat(tally.outcomes()).containsOnlyKeys(DROPPED);
        assertThat(tally.arrived()).isZero();
    }

    /** Half of them wait in the buffers of the kernel, and the others for a connection. */
    @ParameterizedTest
    @EnumSource
    void beforeTheSend(Takeover way) {
        RaceTally tally = race("5 before the send", way, rounds(way), 2 * RaceTrack.SENDS, count -> {
            track.graph().stopReading();
            List<Race> races = track.write(count);
            track.awaitOutbox("claim IS NOT NULL", count);
            CompletableFuture<Void> takeover = track.takeOver(way, races);
            track.awaitTakenOver(races);
            if (way == Takeover.AUTOREPLY_OFF) {
                assertThat(races).allMatch(race -> race.takeover() == null);
            } else {
                join(takeover);
            }
            track.graph().resumeReading();
            join(takeover);
            return races;
        });
        assertThat(tally.outcomes())
                .containsOnlyKeys(way == Takeover.AUTOREPLY_OFF ? inFlight("sent", "sent") : "sent");
        assertThat(tally.arrived()).isEqualTo(tally.races());
    }

    @ParameterizedTest
    @EnumSource
    void duringTheSend(Takeover way) {
        duringTheSend(way, rounds(way), "accepted", GraphReply.accepted(), "sent", "sent");
        GraphReply refusal = GraphReply.error(400, 131026, "Message undeliverable");
        duringTheSend(way, rounds(way) / 4, "refused", refusal, "failed", "failed 131026");
        duringTheSend(way, rounds(way) / 4, "unavailable", UNAVAILABLE, "failed", "failed taken_over");
        // Then no further message is claimed, see ADR 38.
        int claimed = Math.min(rounds(way) / 4, RaceTrack.CONNECTIONS);
        duringTheSend(way, claimed, "broken off", GraphReply.reset(), "uncertain", "uncertain");
        track.awaitClosedBreakers();
    }

    private void duringTheSend(Takeover way, int rounds, String name, GraphReply reply, String said, String became) {
        RaceTally tally = race(
                "6 during the send, " + name,
                way,
                rounds,
                RaceTrack.CONNECTIONS,
                count -> takeOverWhileSending(way, track.customers(count), reply));
        String silent = became.equals("failed taken_over") ? DROPPED : became;
        assertThat(tally.outcomes()).containsOnlyKeys(way == Takeover.AUTOREPLY_OFF ? inFlight(said, became) : silent);
        assertThat(tally.arrived()).isEqualTo(tally.races());
    }

    private static List<Race> takeOverWhileSending(Takeover way, List<Race> races, GraphReply reply) {
        GraphServer.Hold hold = track.holdGraph(races);
        track.write(races);
        hold.awaitArrived(races.size());
        CompletableFuture<Void> takeover = track.takeOver(way, races);
        track.awaitTakenOver(races);
        if (way == Takeover.AUTOREPLY_OFF) {
            assertThat(races).allMatch(race -> race.takeover() == null);
        }
        hold.release(reply);
        join(takeover);
        return races;
    }

    /** The first part is being sent, and the second must not be sent. */
    @ParameterizedTest
    @EnumSource
    void duringALongAnswer(Takeover way) {
        RaceTally tally = race(
                "6 during the send, first of two parts",
                way,
                rounds(way) / 4,
                RaceTrack.CONNECTIONS,
                count -> takeOverWhileSending(way, track.customersOfLongAnswers(count), GraphReply.accepted()));
        assertThat(tally.outcomes())
                .containsOnlyKeys(way == Takeover.AUTOREPLY_OFF ? inFlight("sent", "failed taken_over") : DROPPED);
        assertThat(tally.arrived()).isEqualTo(tally.races());
    }

    /** Nothing is held; the takeover comes up to 250 ms after the customer's message. */
    @Test
    void atAnyMoment() {
        Takeover way = Takeover.AUTOREPLY_OFF;
        Random random = new Random(7);
        RaceTally tally = race("7 at any moment", way, ROUNDS, 20, count -> {
            List<Race> races = track.customers(count);
            races.forEach(track::open);
            List<CompletableFuture<Void>> takeovers = races.stream()
                    .map(race -> {
                        var after = CompletableFuture.delayedExecutor(random.nextInt(250), TimeUnit.MILLISECONDS);
                        return track.write(race).thenComposeAsync(written -> track.takeOver(way, race), after);
                    })
                    .toList();
            takeovers.forEach(RaceTrack::join);
            return races;
        });
        assertThat(tally.outcomes().keySet()).isSubsetOf(NEVER_QUEUED, DROPPED, inFlight("sent", "sent"), "sent");
    }

    private static int rounds(Takeover way) {
        return way == Takeover.AUTOREPLY_OFF ? ROUNDS : ROUNDS / 4;
    }

    /**
     * Runs a step in batches and counts the results. Checks that nothing was lost: each dropped reply is counted, and
     * later messages of a person reach the customer.
     */
    private static RaceTally race(String step, Takeover way, int rounds, int largest, IntFunction<List<Race>> batch) {
        long droppedBefore = track.dropped();
        List<Race> races = new ArrayList<>();
        while (races.size() < rounds) {
            races.addAll(batch.apply(Math.min(largest, rounds - races.size())));
            track.settle();
        }
        RaceTally tally = RaceTally.of(track, races);
        boolean claimedBefore = step.startsWith("5") && way != Takeover.AUTOREPLY_OFF;
        SUMMARY.add("%-42s %-13s %s%s".formatted(step, way, tally, claimedBefore ? ", all claimed before" : ""));
        assertThat(tally.late()).as(step).isLessThanOrEqualTo(claimedBefore ? rounds : 0);
        AnsweringService.await().until(() -> track.dropped() - droppedBefore, dropped -> dropped == tally.dropped());
        talkOn(races, step + ", " + way);
        return tally;
    }

    private static void talkOn(List<Race> races, String text) {
        races.stream()
                .map(race -> track.reply(race.customerSide(), race, text))
                .toList()
                .forEach(reply -> assertThat(join(reply).status()).isEqualTo(201));
        track.settle();
        Map<String, Long> heard = track.graph().messages().stream()
                .filter(message -> message.body().equals(text))
                .collect(Collectors.groupingBy(message -> "+" + message.to(), Collectors.counting()));
        assertThat(heard).isEqualTo(races.stream().collect(Collectors.toMap(Race::customer, race -> 1L)));
    }
}
