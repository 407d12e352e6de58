package com.callmissed.thread;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SessionSql;

/**
 * Opens and locks conversations in the session of the caller's unit of work. A conversation of another tenant is
 * treated as absent.
 */
@ApplicationScoped
public class Threads {
    private final ThreadOpener opener;
    private final Bots bots;
    private final Ids ids;

    Threads(ThreadOpener opener, Bots bots, Ids ids) {
        this.opener = opener;
        this.bots = bots;
        this.ids = ids;
    }

    /** A conversation, and whether the call created it. */
    public record Opened(ConversationResponse conversation, boolean created) {}

    /**
     * Finds or opens the thread of a customer on a channel with a single thread. Opens a new conversation on any other
     * channel. Fails with not_found if the tenant has no such bot.
     */
    public Uni<Opened> open(UUID tenantId, NewThread thread) {
        return bots.nameOf(tenantId, thread.botId())
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.notFound("Bot"))
                .chain(botName -> opener.open(tenantId, thread));
    }

    /**
     * Locks the row of a conversation until the unit of work ends; for one that was merged, the row of the conversation
     * that has its messages. Fails with not_found.
     */
    public Uni<LockedThread> lock(UUID tenantId, UUID id) {
        return ThreadSql.lockWhole(SessionSql.CURRENT, tenantId, id)
                .onItem()
                .ifNull()
                .switchTo(() -> ThreadSql.aliased(SessionSql.CURRENT, tenantId, id)
                        .onItem()
                        .ifNotNull()
                        .transformToUni(kept -> ThreadSql.lockWhole(SessionSql.CURRENT, tenantId, kept)))
                .onItem()
                .ifNull()
                .failWith(Threads::notFound)
                .map(locked -> new LockedThread(SessionSql.CURRENT, ids, locked));
    }

    public static ApiException notFound() {
        return ApiException.notFound("Conversation");
    }
}
