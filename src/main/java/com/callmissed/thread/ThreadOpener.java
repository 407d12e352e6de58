package com.callmissed.thread;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

import com.callmissed.persistence.Ids;

/** Finds or makes the row of a conversation, so that two callers at once end up with the same WhatsApp thread. */
@ApplicationScoped
class ThreadOpener {
    private static final String INSERT = """
            INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, created_at, updated_at)
            VALUES (:tenant, :id, :bot, :channel, :customer, :now, :now, :now)
            ON CONFLICT (tenant_id, bot_id, channel, external_id) WHERE channel = 'whatsapp' DO NOTHING
            RETURNING 1
            """;

    private final Ids ids;

    ThreadOpener(Ids ids) {
        this.ids = ids;
    }

    record Found(Conversation conversation, boolean created) {}

    /** Runs on the session of the caller's unit of work. */
    Uni<Found> open(UUID tenantId, NewThread thread) {
        UUID id = ids.next();
        return insert(tenantId, id, thread)
                .chain(inserted -> inserted ? created(tenantId, id, thread) : existing(tenantId, thread));
    }

    /** A query that returns what it inserted: a bulk update would leave Hibernate with work after each session. */
    private static Uni<Boolean> insert(UUID tenantId, UUID id, NewThread thread) {
        Instant now = Ids.now();
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(INSERT, Object.class)
                        .setParameter("tenant", tenantId)
                        .setParameter("id", id)
                        .setParameter("bot", thread.botId())
                        .setParameter("channel", thread.channel().value())
                        .setParameter("customer", thread.externalId())
                        .setParameter("now", now)
                        .getSingleResultOrNull())
                .map(Objects::nonNull);
    }

    private static Uni<Found> created(UUID tenantId, UUID id, NewThread thread) {
        return Conversation.<Conversation>find("tenantId = ?1 and id = ?2", tenantId, id)
                .firstResult()
                .invoke(conversation -> conversation.metadata = thread.metadata())
                .map(conversation -> new Found(conversation, true));
    }

    private static Uni<Found> existing(UUID tenantId, NewThread thread) {
        return Conversation.<Conversation>find(
                        "tenantId = ?1 and botId = ?2 and channel = ?3 and externalId = ?4",
                        tenantId,
                        thread.botId(),
                        thread.channel(),
                        thread.externalId())
                .firstResult()
                .map(conversation -> new Found(conversation, false));
    }
}
