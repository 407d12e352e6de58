package com.callmissed.draft;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.draft.DraftStore.Answered;

/**
 * Finds the earlier question of a customer of the same bot that is closest to this one, and what a person answered then.
 * Those are words of another conversation: for people only, who see where they come from.
 */
@ApplicationScoped
class HistorySearch {
    private final DraftStore store;

    HistorySearch(DraftStore store) {
        this.store = store;
    }

    /**
     * Null when nothing is close.
     *
     * @throws IllegalArgumentException when the draft is for a customer
     */
    Uni<Draft> closest(DraftRequest request) {
        if (request.purpose() != DraftPurpose.DRAFT) {
            throw new IllegalArgumentException("Words of other conversations are for people only");
        }
        WordSet asked = WordSet.of(request.question());
        return asked.isEmpty()
                ? Uni.createFrom().nullItem()
                : store.answered(request, asked.query()).map(found -> closest(asked, found));
    }

    /** The first of the most similar ones; the list comes best match first. Null when none is close. */
    static Draft closest(WordSet asked, List<Answered> found) {
        Answered best = null;
        double bestSimilarity = 0;
        for (Answered candidate : found) {
            double similarity = asked.similarity(WordSet.of(candidate.question()));
            if (similarity > bestSimilarity) {
                best = candidate;
                bestSimilarity = similarity;
            }
        }
        return bestSimilarity >= WordSet.CLOSE ? Draft.stored(best.answer(), best.source()) : null;
    }
}
