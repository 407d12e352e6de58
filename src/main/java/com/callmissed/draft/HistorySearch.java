package com.callmissed.draft;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.draft.DraftStore.Answered;

/**
 * Finds the earlier question of a customer of the same bot that is most similar, and the answer of a person to it. The
 * answer is text of another conversation, so it is only for people, who see its source.
 */
@ApplicationScoped
class HistorySearch {
    private final DraftStore store;

    HistorySearch(DraftStore store) {
        this.store = store;
    }

    /**
     * Returns null if no question is similar enough.
     *
     * @throws IllegalArgumentException if the draft is for a customer
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

    /** Returns the first of the most similar ones; null if none is similar enough. */
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
