package com.callmissed.contact.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.contact.IdentityKind;
import com.callmissed.events.EventMetadata;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ThreadSql;

/** Merges contacts with their identities and conversations. Runs in the transaction of the caller. */
@ApplicationScoped
public class ContactMerge {
    private static final RowType.Declaration CONVERSATION = new RowType.Declaration("c");
    private static final RowType.Column<UUID> ID = CONVERSATION.uuid("id");
    private static final String THREAD_OF_THE_OTHER = """
            (SELECT t.id FROM conversation t WHERE t.tenant_id = c.tenant_id AND t.bot_id = c.bot_id
                AND t.channel = c.channel AND t.contact_id = $2 AND c.contact_id <> $2 AND c.channel IN %s)
            """.formatted(Channel.in(Channel::hasSingleThread));
    private static final RowType.Column<UUID> TWIN =
            CONVERSATION.computed("twin", THREAD_OF_THE_OTHER, (row, at) -> row.getUUID(at));
    private static final RowType.Column<Boolean> MOVES =
            CONVERSATION.computed("moves", "(c.contact_id = $3)", (row, at) -> row.getBoolean(at));
    private static final RowType<Owned> OWNED =
            CONVERSATION.decodedBy(row -> new Owned(ID.in(row), TWIN.in(row), MOVES.in(row)));

    /**
     * Conversations come before contacts, in the order of ids: a message that arrives locks its conversation and then
     * its contact.
     */
    private static final String LOCK_CONVERSATIONS = "SELECT " + OWNED.sql()
            + " FROM conversation c WHERE c.tenant_id = $1 AND c.contact_id IN ($2, $3)" + " ORDER BY c.id FOR UPDATE";

    private static final String LOCK_CONTACTS =
            "SELECT k.id FROM contact k WHERE k.tenant_id = $1 AND k.id IN ($2, $3) ORDER BY k.id FOR UPDATE";

    private static final String TAKE_CONVERSATION =
            "UPDATE conversation SET contact_id = $3 WHERE tenant_id = $1 AND id = $2";

    private static final String TAKE_IDENTITIES =
            "UPDATE contact_identity SET contact_id = $2 WHERE tenant_id = $1 AND contact_id = $3";

    private static final String ABSORB = """
            UPDATE contact k SET name = COALESCE(k.name, f.name),
                profile_name = COALESCE(k.profile_name, f.profile_name),
                attributes = CASE WHEN f.attributes IS NULL THEN k.attributes
                    ELSE f.attributes || COALESCE(k.attributes, '{}') END,
                created_at = LEAST(k.created_at, f.created_at), updated_at = GREATEST(k.updated_at, $4)
            FROM contact f
            WHERE k.tenant_id = $1 AND k.id = $2 AND f.tenant_id = $1 AND f.id = $3
            """;

    private static final String DELETE = "DELETE FROM contact WHERE tenant_id = $1 AND id = $2";

    /** A thread that shows a user id shows the latest number of its contact, if there is one. */
    private static final String SHOW = """
            UPDATE conversation c SET external_id = p.address
            FROM (SELECT address FROM contact_identity WHERE tenant_id = $1 AND contact_id = $2 AND kind = '%s'
                ORDER BY linked_at DESC LIMIT 1) p
            WHERE c.tenant_id = $1 AND c.contact_id = $2 AND c.channel IN %s AND c.external_id NOT LIKE '+%%'
                AND NOT EXISTS (SELECT FROM conversation o WHERE o.tenant_id = $1 AND o.bot_id = c.bot_id
                    AND o.channel = c.channel AND o.external_id = p.address)
            """.formatted(IdentityKind.PHONE.value(), Channel.in(Channel::hasSingleThread));

    private final ThreadMerge threads;

    ContactMerge(ThreadMerge threads) {
        this.threads = threads;
    }

    /** A conversation of one of the contacts. {@code twin} is the thread that it must become a part of, or null. */
    private record Owned(UUID id, UUID twin, boolean moves) {}

    /**
     * Merges {@code from} into {@code into}. A name or an attribute of {@code into} wins.
     *
     * @param cause of the events
     * @return the events: one for each conversation that has changed; null if one of the contacts does not exist. Fails
     *     with {@link MergeBusyException}.
     */
    public Uni<List<ConversationEvent>> merge(SqlExecutor sql, UUID into, UUID from, EventMetadata cause) {
        UUID tenantId = cause.tenantId();
        return sql.execute(LOCK_CONVERSATIONS, tenantId, into, from)
                .chain(() -> sql.execute(LOCK_CONTACTS, tenantId, into, from))
                .chain(contacts -> contacts.size() < 2
                        ? Uni.createFrom().nullItem()
                        // Again: conversations may have been added before the contacts were locked.
                        : sql.execute(LOCK_CONVERSATIONS, tenantId, into, from)
                                .map(rows -> rows.stream().map(OWNED::read).toList())
                                .chain(owned -> merge(sql, into, from, owned, cause)));
    }

    private Uni<List<ConversationEvent>> merge(
            SqlExecutor sql, UUID into, UUID from, List<Owned> owned, EventMetadata cause) {
        UUID tenantId = cause.tenantId();
        List<Owned> moving = owned.stream().filter(Owned::moves).toList();
        return each(
                        moving,
                        one -> one.twin() == null
                                ? sql.execute(TAKE_CONVERSATION, tenantId, one.id(), into)
                                        .replaceWithVoid()
                                : threads.merge(sql, tenantId, one.twin(), one.id(), cause.occurredAt()))
                .chain(() -> sql.execute(TAKE_IDENTITIES, tenantId, into, from))
                .chain(() -> sql.execute(ABSORB, tenantId, into, from, Columns.timestamp(cause.occurredAt())))
                .chain(() -> sql.execute(DELETE, tenantId, from))
                .chain(() -> sql.execute(SHOW, tenantId, into))
                .chain(() -> events(sql, moving, cause));
    }

    /** Reads the conversations at the end, as all changes together have left them. */
    private static Uni<List<ConversationEvent>> events(SqlExecutor sql, List<Owned> moved, EventMetadata cause) {
        List<ConversationEvent> events = new ArrayList<>();
        return each(moved, one -> ThreadSql.find(sql, cause.tenantId(), one.twin() == null ? one.id() : one.twin())
                        .invoke(conversation -> {
                            if (one.twin() == null) {
                                events.add(new ConversationEvent.ContactChanged(cause, conversation));
                            } else {
                                events.add(new ConversationEvent.Merged(cause, one.twin(), conversation, one.id()));
                                events.add(new ConversationEvent.Merged(cause, one.id(), conversation, one.id()));
                            }
                        })
                        .replaceWithVoid())
                .replaceWith(events);
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .onItem()
                .ignoreAsUni();
    }
}
