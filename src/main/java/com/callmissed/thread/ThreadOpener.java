package com.callmissed.thread;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.SessionSql;

/**
 * Finds or inserts the row of a conversation. Two callers at once get the same thread where a customer has one thread
 * with a bot.
 */
@ApplicationScoped
class ThreadOpener {
    private static final ThreadChange NEW = ThreadChange.ofNew("$7::timestamptz", "$2");
    private static final String INSERT =
            """
            INSERT INTO conversation AS c (tenant_id, id, bot_id, channel, external_id, metadata, %s)
            VALUES ($1, $2, $3, $4, $5, CAST($6::text AS jsonb), %s)
            %s DO NOTHING
            RETURNING %s
            """.formatted(NEW.columns(), NEW.values(), ThreadSql.THREAD_CONFLICT, ConversationRow.LIST.sql());

    private final Ids ids;

    ThreadOpener(Ids ids) {
        this.ids = ids;
    }

    /** Runs in the transaction of the caller's unit of work. The bot must exist. */
    Uni<Threads.Opened> open(UUID tenantId, NewThread thread) {
        return insert(tenantId, thread)
                .chain(inserted -> inserted == null
                        ? existing(tenantId, thread).map(found -> new Threads.Opened(found, false))
                        : Uni.createFrom().item(new Threads.Opened(inserted, true)));
    }

    /** Null when the customer has a thread already. */
    private Uni<ConversationResponse> insert(UUID tenantId, NewThread thread) {
        return SessionSql.CURRENT
                .execute(
                        INSERT,
                        tenantId,
                        ids.next(),
                        thread.botId(),
                        thread.channel().value(),
                        thread.externalId(),
                        JsonDocument.text(thread.metadata()),
                        Columns.timestamp(Ids.now()))
                .map(rows -> Columns.first(rows, row -> ConversationRow.LIST.read(ConversationRow.TYPE, row)));
    }

    private static Uni<ConversationResponse> existing(UUID tenantId, NewThread thread) {
        return Conversation.of(tenantId, thread).chain(found -> ThreadSql.find(SessionSql.CURRENT, tenantId, found.id));
    }
}
