package com.callmissed.thread;

import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SessionSql;
import com.callmissed.persistence.SqlExecutor;

/**
 * Opens, locks and finds conversations. A conversation of another tenant is treated as absent. The id of a conversation
 * that was merged with another one stays valid for every operation: it denotes the one that has its messages.
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
     * channel. Runs in the session of the caller's unit of work. Fails with not_found if the tenant has no such bot.
     */
    public Uni<Opened> open(UUID tenantId, NewThread thread) {
        return bots.nameOf(tenantId, thread.botId())
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.notFound("Bot"))
                .chain(botName -> opener.open(tenantId, thread));
    }

    /** Locks the row of a conversation until the caller's unit of work ends. Fails with not_found. */
    public Uni<LockedThread> lock(UUID tenantId, UUID id) {
        return follow(SessionSql.CURRENT, tenantId, id, kept -> ThreadSql.lockWhole(SessionSql.CURRENT, tenantId, kept))
                .map(locked -> new LockedThread(SessionSql.CURRENT, ids, locked));
    }

    /**
     * Reads or changes a conversation; if it was merged, the one that has its messages. Every operation that takes the
     * id of a conversation comes through here. Costs a statement only if there is no conversation with the id. Fails
     * with not_found.
     *
     * @param use gets the id of a conversation, and returns null if there is none
     */
    public static <T> Uni<T> follow(SqlExecutor sql, UUID tenantId, UUID id, Function<UUID, Uni<T>> use) {
        return use.apply(id).onItem().ifNull().switchTo(() -> ThreadSql.aliased(sql, tenantId, id)
                .onItem()
                .ifNull()
                .failWith(Threads::notFound)
                .chain(kept -> follow(sql, tenantId, kept, use)));
    }

    private static ApiException notFound() {
        return ApiException.notFound("Conversation");
    }
}
