package com.callmissed.draft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;

import io.smallrye.mutiny.Uni;

import com.callmissed.answer.SavedAnswers;

/**
 * Proposes stored texts, without a model: a saved answer of the bot, for a person also an earlier answer to a similar
 * question, else the acknowledgement.
 */
@ApplicationScoped
@Typed(StoredDrafter.class)
class StoredDrafter implements Drafter {
    private final SavedAnswers answers;
    private final HistorySearch history;

    StoredDrafter(SavedAnswers answers, HistorySearch history) {
        this.answers = answers;
        this.history = history;
    }

    @Override
    public Uni<Draft> draft(DraftRequest request) {
        return found(request).onItem().ifNull().continueWith(() -> Draft.acknowledgement(request.botName()));
    }

    /** Returns a stored text that answers the question; null if there is none. */
    Uni<Draft> found(DraftRequest request) {
        boolean automatic = request.purpose() == DraftPurpose.AUTOMATIC;
        Uni<Draft> saved = answers.match(request.tenantId(), request.botId(), request.question(), automatic)
                .map(text -> text == null ? null : Draft.stored(text, DraftSource.SAVED_ANSWER));
        return automatic ? saved : saved.onItem().ifNull().switchTo(() -> history.closest(request));
    }
}
