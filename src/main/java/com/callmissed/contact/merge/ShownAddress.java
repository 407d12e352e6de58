package com.callmissed.contact.merge;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.contact.IdentityKind;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;

/**
 * The address that a thread shows as its {@code external_id}, and to which replies are sent: the best known one of its
 * contact. A call keeps the address that it came from.
 */
final class ShownAddress {
    private static final String SHOW = """
            UPDATE conversation c SET external_id = $3
            WHERE c.tenant_id = $1 AND c.contact_id = $2 AND c.channel IN %s AND c.external_id <> ALL ($4)
                AND NOT EXISTS (SELECT FROM conversation o WHERE o.tenant_id = $1 AND o.bot_id = c.bot_id
                    AND o.channel = c.channel AND o.external_id = $3)
            """.formatted(Channel.in(Channel::hasSingleThread));

    /** A contact that has lost its only address keeps the history. The thread says that the address was its own. */
    private static final String RELEASE =
            """
            UPDATE conversation c SET external_id = COALESCE(
                (SELECT i.address FROM contact_identity i WHERE i.tenant_id = $1 AND i.contact_id = c.contact_id
                    ORDER BY (i.kind <> '%s'), i.linked_at DESC LIMIT 1),
                left(c.external_id, 200) || ' (until ' || to_char(now(), 'YYYY-MM-DD') || ', '
                    || left(c.id::text, 13) || ')')
            WHERE c.tenant_id = $1 AND c.contact_id = ANY ($2) AND c.channel IN %s AND c.external_id = ANY ($3)
            """.formatted(IdentityKind.PHONE.value(), Channel.in(Channel::hasSingleThread));

    private ShownAddress() {}

    /** The threads of a contact show its new number in place of any other address. */
    static Uni<Void> show(SqlExecutor sql, UUID tenantId, UUID contactId, CustomerAddress number) {
        return sql.execute(SHOW, tenantId, contactId, number.shown(), number.spellings())
                .replaceWithVoid();
    }

    /** The threads of contacts that have lost an address show another one. */
    static Uni<Void> release(SqlExecutor sql, UUID tenantId, List<UUID> former, CustomerAddress address) {
        return sql.execute(RELEASE, tenantId, former.toArray(UUID[]::new), address.spellings())
                .replaceWithVoid();
    }
}
