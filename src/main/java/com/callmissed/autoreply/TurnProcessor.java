package com.callmissed.autoreply;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.background.Backoff;
import com.callmissed.draft.DraftPurpose;
import com.callmissed.draft.DraftRequest;
import com.callmissed.draft.DraftStore;
import com.callmissed.draft.Drafter;
import com.callmissed.thread.DropReason;

/** Processes a claimed turn: reads the thread, asks the drafter without a session or lock, and stores the answer. */
@ApplicationScoped
class TurnProcessor {
    private static final Logger LOG = Logger.getLogger(TurnProcessor.class);
    /** The part of the lease that is reserved for storing the answer. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofHours(1));

    private final Turns turns;
    private final DraftStore store;
    private final Drafter drafter;
    private final LoopBrake brake;
    private final AutoreplyConfig config;

    TurnProcessor(Turns turns, DraftStore store, Drafter drafter, LoopBrake brake, AutoreplyConfig config) {
        this.turns = turns;
        this.store = store;
        this.drafter = drafter;
        this.brake = brake;
        this.config = config;
    }

    Uni<Void> answer(Turn turn) {
        if (turn.dropReason() != null) {
            return turns.drop(turn, turn.dropReason());
        }
        if (turn.failures() >= config.attempts()) {
            return turns.drop(turn, DropReason.NO_ANSWER);
        }
        return Uni.createFrom()
                .deferred(() -> brake.stops(turn))
                .chain(stops -> stops ? Uni.createFrom().item(Thought.nothing(DropReason.LOOP_SUSPECTED)) : think(turn))
                .ifNoItem()
                .after(config.lease().minus(MARGIN))
                .fail()
                .onItemOrFailure()
                .transformToUni((thought, failure) -> failure == null ? end(turn, thought) : postpone(turn, failure))
                // The turn is due again when its lease has ended.
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("Could not end a turn: %s", failure.getClass().getSimpleName()));
    }

    /**
     * What becomes of a turn.
     *
     * @param answer null if there is none
     * @param reason why there is no answer; null if there is one
     */
    private record Thought(AutomaticAnswer answer, DropReason reason) {
        private static Thought nothing(DropReason reason) {
            return new Thought(null, reason);
        }
    }

    private Uni<Thought> think(Turn turn) {
        return store.request(turn.tenantId(), turn.conversationId(), DraftPurpose.AUTOMATIC, null)
                .chain(request -> request.basedOnSeq() < turn.askedSeq() && !request.endsWithQuestion()
                        ? Uni.createFrom().item(Thought.nothing(DropReason.MESSAGE_DELETED))
                        : think(turn, isLastTry(turn) ? request.withoutWaiting() : request));
    }

    private Uni<Thought> think(Turn turn, DraftRequest request) {
        int seen = Math.max(request.basedOnSeq(), turn.askedSeq());
        return drafter.draft(request)
                .map(draft -> new Thought(
                        new AutomaticAnswer(draft.text(), draft.tokensUsed(), seen, draft.isAcknowledgement()), null));
    }

    private Uni<Void> end(Turn turn, Thought thought) {
        return thought.answer() == null
                ? turns.drop(turn, thought.reason())
                : turns.answer(turn, thought.answer()).replaceWithVoid();
    }

    private boolean isLastTry(Turn turn) {
        return turn.failures() + 1 >= config.attempts();
    }

    private Uni<Void> postpone(Turn turn, Throwable failure) {
        LOG.debugf("No automatic answer yet: %s", failure.getClass().getSimpleName());
        return turns.postpone(turn, BACKOFF.pause(turn.failures()));
    }
}
