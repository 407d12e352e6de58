package com.callmissed.thread;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.contact.ContactLinks;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.SessionSql;
import com.callmissed.persistence.SqlExecutor;

/**
 * Finds or inserts the row of a conversation. Two callers at once get the same thread where a customer has one thread
 * with a bot.
 */
@ApplicationScoped
public class ThreadOpener {
    private static final ThreadChange NEW = ThreadChange.ofNew("$7::timestamptz", "$2");
    private static final String INSERT =
            """
            INSERT INTO conversation AS c (tenant_id, id, bot_id, channel, external_id, metadata, contact_id, %s)
            VALUES ($1, $2, $3, $4, $5, CAST($6::text AS jsonb), $8, %s)
            %s DO NOTHING
            RETURNING %s
            """.formatted(NEW.columns(), NEW.values(), ThreadSql.THREAD_CONFLICT, ConversationRow.LIST.sql());

    private static final String FIND = """
            SELECT %s
            FROM conversation c
            WHERE c.tenant_id = $1 AND c.bot_id = $2 AND c.channel = $3 AND c.contact_id = $4 AND c.channel IN %s
            """.formatted(ConversationRow.LIST.sql(), Channel.in(Channel::hasSingleThread));

    /**
     * Gives the contact the thread that an earlier version has opened under any spelling of the address. Where there
     * are several, the oldest one; the system job that links conversations merges the others with it.
     */
    private static final String ADOPT = """
            UPDATE conversation SET contact_id = $4,
                profile_name = COALESCE(profile_name, left(metadata ->> 'customer_name', 255))
            WHERE tenant_id = $1 AND id = (
                    SELECT o.id FROM conversation o
                    WHERE o.tenant_id = $1 AND o.bot_id = $2 AND o.channel = $3 AND o.channel IN %s
                        AND o.external_id = ANY ($5) AND o.contact_id IS NULL AND NOT o.is_group
                    ORDER BY o.created_at, o.id LIMIT 1
                    FOR UPDATE)
                AND contact_id IS NULL
                AND NOT EXISTS (SELECT FROM conversation t
                    WHERE t.tenant_id = $1 AND t.bot_id = $2 AND t.channel = $3 AND t.contact_id = $4)
            """.formatted(Channel.in(Channel::hasSingleThread));

    private final ContactLinks links;
    private final Ids ids;

    ThreadOpener(ContactLinks links, Ids ids) {
        this.links = links;
        this.ids = ids;
    }

    /** Runs in the transaction of the caller's unit of work. The bot must exist. */
    Uni<Threads.Opened> open(UUID tenantId, NewThread thread) {
        return contact(SessionSql.CURRENT, tenantId, thread).chain(contactId -> insert(tenantId, thread, contactId)
                .chain(inserted -> inserted == null
                        ? existing(tenantId, thread, contactId).map(found -> new Threads.Opened(found, false))
                        : Uni.createFrom().item(new Threads.Opened(inserted, true))));
    }

    /**
     * Gives a contact the thread of an earlier version that is not linked yet, if there is one. Changes nothing if the
     * contact has a thread.
     */
    public static Uni<Void> adopt(
            SqlExecutor sql, UUID tenantId, UUID botId, Channel channel, CustomerAddress address, UUID contactId) {
        return channel.hasSingleThread()
                ? sql.execute(ADOPT, tenantId, botId, channel.value(), contactId, address.spellings())
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Null for a customer who is not known. */
    private Uni<UUID> contact(SqlExecutor sql, UUID tenantId, NewThread thread) {
        if (thread.customer() == null) {
            return Uni.createFrom().nullItem();
        }
        return links.contactOf(sql, tenantId, thread.customer(), Ids.now())
                .call(id -> adopt(sql, tenantId, thread.botId(), thread.channel(), thread.customer(), id));
    }

    /** Null when the customer has a thread already. */
    private Uni<ConversationResponse> insert(UUID tenantId, NewThread thread, UUID contactId) {
        Instant now = Ids.now();
        return SessionSql.CURRENT
                .execute(
                        INSERT,
                        tenantId,
                        ids.next(),
                        thread.botId(),
                        thread.channel().value(),
                        thread.externalId(),
                        JsonDocument.text(thread.metadata()),
                        Columns.timestamp(now),
                        contactId)
                .map(rows -> Columns.first(rows, row -> ConversationRow.LIST.read(ConversationRow.TYPE, row)));
    }

    private static Uni<ConversationResponse> existing(UUID tenantId, NewThread thread, UUID contactId) {
        return SessionSql.CURRENT
                .execute(FIND, tenantId, thread.botId(), thread.channel().value(), contactId)
                .map(rows -> Columns.first(rows, row -> ConversationRow.LIST.read(ConversationRow.TYPE, row)));
    }
}
