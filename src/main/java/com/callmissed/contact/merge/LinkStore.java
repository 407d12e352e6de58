package com.callmissed.contact.merge;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.contact.ContactLinks;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.NewThread;
import com.callmissed.thread.ThreadSql;
import com.callmissed.thread.WireColumn;

/** The statements of {@link LinkTask}. {@link #unlinked} covers all tenants. */
@ApplicationScoped
class LinkStore {
    private static final RowType.Declaration CONVERSATION = new RowType.Declaration("c");
    private static final RowType.Column<UUID> TENANT = CONVERSATION.uuid("tenant_id");
    private static final RowType.Column<UUID> ID = CONVERSATION.uuid("id");
    private static final RowType.Column<UUID> BOT = CONVERSATION.uuid("bot_id");
    private static final RowType.Column<Channel> CHANNEL = CONVERSATION.column("channel", WireColumn.of(Channel.class));
    private static final RowType.Column<String> EXTERNAL_ID = CONVERSATION.text("external_id");
    private static final RowType<Unlinked> UNLINKED = CONVERSATION.decodedBy(row ->
            new Unlinked(new Place(TENANT.in(row), ID.in(row)), BOT.in(row), CHANNEL.in(row), EXTERNAL_ID.in(row)));

    /** Its condition is that of the index {@code conversation_to_link_ix}. */
    static final String FIND = """
            SELECT %s FROM conversation c
            WHERE c.contact_id IS NULL AND c.external_id <> '%s' AND NOT c.is_group AND (c.tenant_id, c.id) > ($1, $2)
            ORDER BY c.tenant_id, c.id
            LIMIT $3
            """.formatted(UNLINKED.sql(), NewThread.ANONYMOUS);

    /** A call. Calls of one caller stay conversations of their own. */
    private static final String LINK = """
            UPDATE conversation SET contact_id = $3,
                profile_name = COALESCE(profile_name, left(metadata ->> 'customer_name', 255))
            WHERE tenant_id = $1 AND id = $2 AND contact_id IS NULL
            """;

    /** Locks both in the order of ids. */
    private static final String LOCK_TWINS = """
            SELECT o.id FROM conversation o
            WHERE o.tenant_id = $1 AND o.bot_id = $2 AND o.channel = $3
                AND (o.contact_id = $4 OR o.id = $5 AND o.contact_id IS NULL)
            ORDER BY o.id
            FOR UPDATE
            """;

    private final Pool pool;
    private final Transactions transactions;
    private final ContactLinks links;
    private final ThreadMerge threads;

    LinkStore(Pool pool, Transactions transactions, ContactLinks links, ThreadMerge threads) {
        this.pool = pool;
        this.transactions = transactions;
        this.links = links;
        this.threads = threads;
    }

    /** The key of a conversation. */
    record Place(UUID tenantId, UUID id) {
        static final Place START = new Place(new UUID(0, 0), new UUID(0, 0));
    }

    /** A conversation that has no contact yet. */
    record Unlinked(Place place, UUID botId, Channel channel, String externalId) {}

    /** Returns conversations behind {@code last}, in the order of their keys. */
    Uni<List<Unlinked>> unlinked(Place last, int limit) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(last.tenantId(), last.id(), limit))
                .map(rows -> Columns.list(rows, UNLINKED::read));
    }

    /** Links a conversation. A thread becomes a part of the one that its contact has already, if there is one. */
    Uni<Void> link(Unlinked one) {
        Instant now = Ids.now();
        CustomerAddress address = address(one);
        UUID tenantId = one.place().tenantId();
        return transactions
                .perform(
                        connection -> {
                            SqlExecutor sql = SqlExecutor.on(connection);
                            return links.contactOf(sql, tenantId, address, now)
                                    .chain(contact -> one.channel().hasSingleThread()
                                            ? place(sql, one, contact, now)
                                            : sql.execute(
                                                            LINK,
                                                            tenantId,
                                                            one.place().id(),
                                                            contact)
                                                    .replaceWith(List.<ConversationEvent>of()));
                        },
                        events -> events)
                .replaceWithVoid();
    }

    private Uni<List<ConversationEvent>> place(SqlExecutor sql, Unlinked one, UUID contact, Instant now) {
        UUID tenantId = one.place().tenantId();
        UUID id = one.place().id();
        return sql.execute(LOCK_TWINS, tenantId, one.botId(), one.channel().value(), contact, id)
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).toList())
                .chain(found -> {
                    UUID twin = found.stream()
                            .filter(other -> !other.equals(id))
                            .findFirst()
                            .orElse(null);
                    if (!found.contains(id)) {
                        return Uni.createFrom().item(List.of());
                    }
                    return twin == null
                            ? sql.execute(LINK, tenantId, id, contact).replaceWith(List.<ConversationEvent>of())
                            : merge(sql, tenantId, twin, id, now);
                });
    }

    private Uni<List<ConversationEvent>> merge(SqlExecutor sql, UUID tenantId, UUID into, UUID from, Instant now) {
        EventMetadata cause = EventMetadata.of(tenantId, now, Actor.SYSTEM, null);
        return threads.merge(sql, tenantId, into, from, now)
                .chain(() -> ThreadSql.find(sql, tenantId, into))
                .map(conversation -> List.of(
                        new ConversationEvent.Merged(cause, into, conversation, from),
                        new ConversationEvent.Merged(cause, from, conversation, from)));
    }

    private static CustomerAddress address(Unlinked one) {
        return one.channel().isAddressedByNumber()
                ? CustomerAddress.ofWhatsApp(one.externalId(), one.botId())
                : CustomerAddress.ofCaller(one.externalId(), null);
    }
}
