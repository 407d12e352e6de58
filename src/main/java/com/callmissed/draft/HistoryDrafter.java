package com.callmissed.draft;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;

import com.callmissed.draft.DraftStore.Answered;

/**
 * Needs no model and no network: finds the earlier question in the tenant's history that is closest to the customer's, and
 * proposes what a person answered then; acknowledges where nothing is close.
 */
@ApplicationScoped
@Typed(HistoryDrafter.class)
class HistoryDrafter implements Drafter {
    private final DraftStore store;

    HistoryDrafter(DraftStore store) {
        this.store = store;
    }

    @Override
    public Uni<Draft> draft(DraftRequest request) {
        return answered(request)
                .map(answer -> answer.orElseGet(() -> acknowledgement(request.botName())))
                .map(Draft::free);
    }

    /** What was answered to a question like this one before; empty when nothing is close. */
    Uni<Optional<String>> answered(DraftRequest request) {
        WordSet asked = WordSet.of(request.question());
        return asked.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : store.answered(request, asked.query()).map(found -> closest(asked, found));
    }

    /** The first of the most similar ones; the list comes best match first. */
    static Optional<String> closest(WordSet asked, List<Answered> found) {
        Answered best = null;
        double bestSimilarity = 0;
        for (Answered candidate : found) {
            double similarity = asked.similarity(WordSet.of(candidate.question()));
            if (similarity > bestSimilarity) {
                best = candidate;
                bestSimilarity = similarity;
            }
        }
        return bestSimilarity >= WordSet.CLOSE ? Optional.of(best.answer()) : Optional.empty();
    }

    static String acknowledgement(String botName) {
        return botName.isBlank()
                ? "Thank you for your message. We will get back to you shortly."
                : "Thank you for your message. " + botName + " will get back to you shortly.";
    }
}
