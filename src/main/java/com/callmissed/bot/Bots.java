package com.callmissed.bot;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.events.UnitOfWork;
import com.callmissed.http.Cursor;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;

/** The management of bots. Every call names the tenant. An id of another tenant counts as absent. */
@ApplicationScoped
public class Bots {
    private final UnitOfWork unitOfWork;
    private final BotStore store;
    private final Ids ids;
    private final List<BotOwned> owned;

    Bots(UnitOfWork unitOfWork, BotStore store, Ids ids, @All List<BotOwned> owned) {
        this.unitOfWork = unitOfWork;
        this.store = store;
        this.ids = ids;
        this.owned = owned;
    }

    public Uni<BotResponse> create(UUID tenantId, CreateBotRequest request) {
        return unitOfWork.perform(events -> {
            Instant now = Ids.now();
            Bot bot = new Bot();
            bot.id = ids.next();
            bot.tenantId = tenantId;
            bot.name = request.name();
            bot.type = request.type();
            bot.systemPrompt = Objects.requireNonNullElse(request.systemPrompt(), "");
            bot.active = true;
            bot.createdAt = now;
            bot.updatedAt = now;
            return bot.persist()
                    .chain(() -> BotStore.setConfig(tenantId, bot.id, request.config()))
                    .chain(() -> BotStore.stored(tenantId, bot.id));
        });
    }

    /**
     * Returns at most {@code limit} bots after {@code after}, newest first. A null {@code after} starts with the
     * newest.
     */
    Uni<BotStore.Listing> list(UUID tenantId, Cursor after, int limit) {
        return store.list(tenantId, after, limit);
    }

    Uni<BotResponse> get(UUID tenantId, UUID id) {
        return store.find(tenantId, id).onItem().ifNull().failWith(Bots::notFound);
    }

    Uni<BotResponse> update(UUID tenantId, UUID id, UpdateBotRequest request) {
        return change(tenantId, id, bot -> {
            if (request.type() != null && request.type() != bot.type) {
                throw ApiException.invalid("type", "is fixed at creation");
            }
            bot.name = request.name();
            bot.systemPrompt = Objects.requireNonNullElse(request.systemPrompt(), "");
            return BotStore.setConfig(tenantId, id, request.config());
        });
    }

    Uni<BotResponse> toggle(UUID tenantId, UUID id) {
        return change(tenantId, id, bot -> {
            bot.active = !bot.active;
            return Uni.createFrom().voidItem();
        });
    }

    /** Deletes the bot, its credentials and what other packages keep for it. Its conversations stay. */
    Uni<Void> delete(UUID tenantId, UUID id) {
        return unitOfWork.perform(events -> find(tenantId, id)
                .invoke(bot -> bot.delete(Ids.now()))
                .chain(bot -> BotStore.setConfig(tenantId, id, null))
                .chain(() -> BotChannel.deleteAll(tenantId, id))
                .chain(() -> Multi.createFrom()
                        .iterable(owned)
                        .onItem()
                        .transformToUniAndConcatenate(each -> each.forget(tenantId, id))
                        .onItem()
                        .ignoreAsUni()));
    }

    /**
     * Locks a bot that is not deleted until the caller's unit of work ends, so that nobody deletes it meanwhile. Fails
     * with not_found.
     */
    public Uni<Void> lock(UUID tenantId, UUID id) {
        return find(tenantId, id).replaceWithVoid();
    }

    /**
     * Returns the name of a bot that is not deleted, on the session of the caller's unit of work; null when there is
     * none.
     */
    public Uni<String> nameOf(UUID tenantId, UUID id) {
        return Panache.getSession().chain(session -> session.createQuery(
                        "select name from Bot where tenantId = :tenant and id = :id and deletedAt is null",
                        String.class)
                .setParameter("tenant", tenantId)
                .setParameter("id", id)
                .getSingleResultOrNull());
    }

    /** With its row locked. Fails with not_found. */
    static Uni<Bot> find(UUID tenantId, UUID id) {
        return Bot.lock(tenantId, id).onItem().ifNull().failWith(Bots::notFound);
    }

    private Uni<BotResponse> change(UUID tenantId, UUID id, Function<Bot, Uni<Void>> change) {
        return unitOfWork.perform(events -> find(tenantId, id)
                .invoke(bot -> bot.updatedAt = Ids.now())
                .chain(bot -> change.apply(bot))
                .chain(() -> BotStore.stored(tenantId, id)));
    }

    private static ApiException notFound() {
        return ApiException.notFound("Bot");
    }
}
