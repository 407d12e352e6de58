package com.callmissed.thread;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.bot.Bots;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SessionSql;

/** Conversations on the session of the caller's unit of work. An id of another tenant is as good as none. */
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

    /** A conversation that was asked for, and whether that made it. */
    public record Opened(ConversationResponse conversation, boolean created) {}

    /**
     * Finds the WhatsApp thread of a customer or opens it; each voice call is opened anew. Fails with not_found for the
     * bot.
     */
    public Uni<Opened> open(UUID tenantId, NewThread thread) {
        return bots.nameOf(tenantId, thread.botId())
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.notFound("Bot"))
                .chain(botName -> opener.open(tenantId, thread, botName));
    }

    /** The conversation with its row locked until the unit ends. Fails with not_found. */
    public Uni<LockedThread> lock(UUID tenantId, UUID id) {
        return ThreadSql.lockWhole(SessionSql.CURRENT, tenantId, id)
                .onItem()
                .ifNull()
                .failWith(Threads::notFound)
                .map(locked -> new LockedThread(SessionSql.CURRENT, ids, locked));
    }

    public static ApiException notFound() {
        return ApiException.notFound("Conversation");
    }
}
