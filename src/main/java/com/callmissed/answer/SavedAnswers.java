package com.callmissed.answer;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.events.UnitOfWork;
import com.callmissed.http.Cursor;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;

/** The use cases of saved answers. An id of another tenant is treated like one that does not exist. */
@ApplicationScoped
public class SavedAnswers {
    private final UnitOfWork unitOfWork;
    private final Bots bots;
    private final SavedAnswerStore store;
    private final Ids ids;

    SavedAnswers(UnitOfWork unitOfWork, Bots bots, SavedAnswerStore store, Ids ids) {
        this.unitOfWork = unitOfWork;
        this.bots = bots;
        this.store = store;
        this.ids = ids;
    }

    /**
     * Saves an answer. Fails with not_found if there is no such bot, with validation_failed, or with conflict if the
     * bot has the largest number of answers already.
     */
    public Uni<SavedAnswerResponse> create(UUID tenantId, UUID botId, SavedAnswerRequest request) {
        request.check();
        return unitOfWork.perform(events -> bots.lock(tenantId, botId)
                .chain(() -> store.insert(tenantId, botId, ids.next(), request, Ids.now()))
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.conflict("A bot has at most " + SavedAnswerStore.MOST + " saved answers"))
                .call(answer -> store.insertWords(tenantId, botId, answer.id(), request.questions())));
    }

    /**
     * Returns at most {@code limit} answers, newest first. Fails with not_found if there is no such bot.
     *
     * @param after where the page starts; null for the newest answer
     */
    Uni<SavedAnswerStore.Listing> list(UUID tenantId, UUID botId, Cursor after, int limit) {
        return store.list(tenantId, botId, after, limit).onItem().ifNull().failWith(() -> ApiException.notFound("Bot"));
    }

    Uni<SavedAnswerResponse> update(UUID tenantId, UUID botId, UUID id, SavedAnswerRequest request) {
        request.check();
        return unitOfWork.perform(events -> store.update(tenantId, botId, id, request, Ids.now())
                .onItem()
                .ifNull()
                .failWith(SavedAnswers::notFound)
                .call(() -> store.deleteWords(tenantId, botId, id))
                .call(() -> store.insertWords(tenantId, botId, id, request.questions())));
    }

    Uni<Void> delete(UUID tenantId, UUID botId, UUID id) {
        return unitOfWork
                .perform(events -> store.delete(tenantId, botId, id).invoke(deleted -> {
                    if (!deleted) {
                        throw notFound();
                    }
                }))
                .replaceWithVoid();
    }

    /**
     * Returns the answer of the bot that matches a message of a customer; null if none does. Of several the one whose
     * question has the most words wins, then the newest. Reads on a connection of its own.
     *
     * @param text the message, of any length; may be null
     * @param automaticOnly whether only answers count that the bot may send by itself
     */
    public Uni<String> match(UUID tenantId, UUID botId, String text, boolean automaticOnly) {
        List<String> words = SignificantWords.ofText(text);
        return words.isEmpty() ? Uni.createFrom().nullItem() : store.match(tenantId, botId, words, automaticOnly);
    }

    private static ApiException notFound() {
        return ApiException.notFound("Saved answer");
    }
}
