package com.callmissed.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SqlExecutor;

/**
 * Finds the contact of a customer and links addresses to it. Runs in the transaction of the caller. Two callers at once
 * get the same contact: the second one waits for the first one and then finds its addresses.
 */
@ApplicationScoped
public class ContactLinks {
    private static final RowType<Integer> PLACE =
            RowType.of("place", "n.place::integer", (row, at) -> row.getInteger(at));
    private static final RowType.Declaration CONTACT = new RowType.Declaration("k");
    private static final RowType.Column<UUID> ID = CONTACT.uuid("id");
    private static final RowType.Column<Instant> SINCE = CONTACT.instant("created_at");
    private static final String HAS_OTHER_USER = """
            EXISTS (SELECT FROM contact_identity o WHERE o.tenant_id = $1 AND o.contact_id = k.id
                AND o.kind = '%s' AND starts_with(o.value, $4) AND o.value <> ALL ($3::text[]))
            """.formatted(IdentityKind.WHATSAPP_USER.value());
    private static final RowType.Column<Boolean> OTHER_USER =
            CONTACT.computed("other_user", HAS_OTHER_USER, (row, at) -> row.getBoolean(at));
    private static final RowType<Recognition.Owner> OWNER =
            CONTACT.decodedBy(row -> new Recognition.Owner(ID.in(row), SINCE.in(row), OTHER_USER.in(row)));
    private static final SelectList FOUND = SelectList.of(PLACE, OWNER);

    private static final String FIND = """
            SELECT %s
            FROM unnest($2::text[], $3::text[]) WITH ORDINALITY n (kind, value, place)
            JOIN contact_identity i ON i.tenant_id = $1 AND i.kind = n.kind AND i.value = n.value
            JOIN contact k ON k.tenant_id = $1 AND k.id = i.contact_id
            """.formatted(FOUND.sql());

    /**
     * With {@code $8}, makes a new contact, unless a contact has any of the addresses. Addresses are linked in one
     * order, so that two callers do not wait for each other.
     */
    private static final String ADD = """
            WITH n AS (
                SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) a (kind, value, address)
                WHERE NOT ($8 AND EXISTS (
                    SELECT FROM unnest($3::text[], $4::text[]) o (kind, value)
                    JOIN contact_identity i ON i.tenant_id = $1 AND i.kind = o.kind AND i.value = o.value))
            ), k AS (
                INSERT INTO contact (tenant_id, id, profile_name, created_at, updated_at)
                SELECT $1, $2, $6, $7, $7 WHERE $8 AND EXISTS (SELECT FROM n)
                RETURNING 1
            ), added AS (
                INSERT INTO contact_identity (tenant_id, kind, value, address, contact_id, linked_at)
                SELECT $1, n.kind, n.value, n.address, $2, $7 FROM n ORDER BY n.kind, n.value
                ON CONFLICT ON CONSTRAINT contact_identity_pk DO NOTHING
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM added)::integer, EXISTS (SELECT FROM k)
            """;

    private static final String DISCARD = """
            DELETE FROM contact k WHERE k.tenant_id = $1 AND k.id = $2
                AND NOT EXISTS (SELECT FROM contact_identity i WHERE i.tenant_id = $1 AND i.contact_id = $2)
            """;

    private static final String MOVE = """
            INSERT INTO contact_identity (tenant_id, kind, value, contact_id, linked_at, address)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT ON CONSTRAINT contact_identity_pk
                DO UPDATE SET contact_id = EXCLUDED.contact_id, linked_at = EXCLUDED.linked_at
            """;

    private static final String UNLINK =
            "DELETE FROM contact_identity WHERE tenant_id = $1 AND kind = $2 AND value = $3 AND contact_id = $4";

    private final Ids ids;

    ContactLinks(Ids ids) {
        this.ids = ids;
    }

    /**
     * The contact that a customer is.
     *
     * @param isNew whether the contact was made for the customer
     * @param added addresses that the contact has now and did not have before
     * @param former contacts that have lost one of {@code added} to it
     * @param doubles other contacts that are the same person, because the addresses of one person lead to them
     */
    public record Link(
            UUID contactId, boolean isNew, List<CustomerAddress> added, List<UUID> former, List<UUID> doubles) {}

    /**
     * Links all addresses of one person to one contact: to the oldest one that has any of them, or to a new one.
     *
     * <p>A number whose contact has another user id in the same portfolio has a new owner: it moves to the contact of
     * the user id that is named with it.
     *
     * @param named addresses of one person, at least one, each once
     * @param profileName of a new contact; may be null
     */
    public Uni<Link> link(
            SqlExecutor sql, UUID tenantId, List<CustomerAddress> named, String profileName, Instant now) {
        UUID newId = ids.next();
        return add(sql, tenantId, newId, named, profileName, true, now)
                .chain(added -> added.count() == named.size()
                        ? Uni.createFrom().item(new Link(newId, true, named, List.of(), List.of()))
                        : (added.contact()
                                        ? discard(sql, tenantId, newId)
                                        : Uni.createFrom().voidItem())
                                .chain(() -> linkToKnown(sql, tenantId, named, profileName, now)));
    }

    private Uni<Link> linkToKnown(
            SqlExecutor sql, UUID tenantId, List<CustomerAddress> named, String profileName, Instant now) {
        return find(sql, tenantId, named).chain(owners -> {
            Recognition known = Recognition.of(named, owners);
            if (known.contactId() == null) {
                return link(sql, tenantId, named, profileName, now);
            }
            return add(sql, tenantId, known.contactId(), known.missing(), null, false, now)
                    .chain(added -> added.count() == known.missing().size()
                            ? moveAll(sql, tenantId, known.moved(), known.contactId(), now)
                                    .replaceWith(() -> link(known, owners))
                            : linkToKnown(sql, tenantId, named, profileName, now));
        });
    }

    /** Finds or makes the contact of one address. */
    public Uni<UUID> contactOf(SqlExecutor sql, UUID tenantId, CustomerAddress address, Instant now) {
        return link(sql, tenantId, List.of(address), null, now).map(Link::contactId);
    }

    /**
     * Adds user ids, which no contact has, to the contact that has the numbers beside them. Numbers stay where they
     * are.
     *
     * @return null, and nothing is added, if the numbers do not lead to one contact, or if it has another user id in
     *     the portfolio: it can be the number's new owner
     */
    public Uni<UUID> addUserIds(SqlExecutor sql, UUID tenantId, Customer named, Instant now) {
        return find(sql, tenantId, named.addresses())
                .map(Recognition::onlyOwner)
                .chain(owner -> owner == null
                        ? Uni.createFrom().nullItem()
                        : add(sql, tenantId, owner, named.userIds(), null, false, now)
                                .replaceWith(owner));
    }

    /** Whether any contact has any of the addresses. */
    public Uni<Boolean> areKnown(SqlExecutor sql, UUID tenantId, List<CustomerAddress> addresses) {
        return find(sql, tenantId, addresses).map(owners -> !owners.isEmpty());
    }

    /** Whether the addresses lead to several contacts. */
    public Uni<Boolean> areOfSeveral(SqlExecutor sql, UUID tenantId, List<CustomerAddress> addresses) {
        return find(sql, tenantId, addresses)
                .map(owners -> Recognition.contacts(owners.values()).size() > 1);
    }

    /** Returns the contact that has an address, and since when there is this contact; null if none has. */
    public Uni<Holder> holder(SqlExecutor sql, UUID tenantId, CustomerAddress address) {
        return find(sql, tenantId, List.of(address))
                .map(owners -> owners.values().stream().findFirst().orElse(null))
                .map(owner -> owner == null ? null : new Holder(owner.contactId(), owner.since()));
    }

    /** The contact that has an address. */
    public record Holder(UUID contactId, Instant since) {}

    /** Gives an address to a contact, also one that another contact has. */
    public Uni<Void> move(SqlExecutor sql, UUID tenantId, CustomerAddress address, UUID contactId, Instant now) {
        Identity identity = address.identity();
        return sql.execute(
                        MOVE,
                        tenantId,
                        identity.kind().value(),
                        identity.value(),
                        contactId,
                        Columns.timestamp(now),
                        address.shown())
                .replaceWithVoid();
    }

    /** Takes an address away from a contact, because it is no longer that person's. */
    public Uni<Void> unlink(SqlExecutor sql, UUID tenantId, CustomerAddress address, UUID contactId) {
        Identity identity = address.identity();
        return sql.execute(UNLINK, tenantId, identity.kind().value(), identity.value(), contactId)
                .replaceWithVoid();
    }

    private static Link link(Recognition known, Map<CustomerAddress, Recognition.Owner> owners) {
        List<CustomerAddress> added = new ArrayList<>(known.missing());
        added.addAll(known.moved());
        List<UUID> former = known.moved().stream()
                .map(address -> owners.get(address).contactId())
                .toList();
        return new Link(known.contactId(), false, added, former, known.doubles());
    }

    private static Uni<Map<CustomerAddress, Recognition.Owner>> find(
            SqlExecutor sql, UUID tenantId, List<CustomerAddress> named) {
        String portfolio = named.stream()
                .map(address -> address.identity().portfolio())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return sql.execute(FIND, tenantId, kinds(named), values(named), portfolio)
                .map(rows -> {
                    Map<CustomerAddress, Recognition.Owner> owners = new HashMap<>();
                    rows.forEach(row -> owners.put(named.get(FOUND.read(PLACE, row) - 1), FOUND.read(OWNER, row)));
                    return owners;
                });
    }

    /**
     * What was added.
     *
     * @param count of addresses; the others were linked by another transaction meanwhile
     * @param contact whether there is a new contact
     */
    private record Added(int count, boolean contact) {}

    private static Uni<Added> add(
            SqlExecutor sql,
            UUID tenantId,
            UUID contactId,
            List<CustomerAddress> missing,
            String profileName,
            boolean isNew,
            Instant now) {
        return missing.isEmpty()
                ? Uni.createFrom().item(new Added(0, false))
                : sql.execute(
                                ADD,
                                tenantId,
                                contactId,
                                kinds(missing),
                                values(missing),
                                texts(missing, CustomerAddress::shown),
                                profileName,
                                Columns.timestamp(now),
                                isNew)
                        .map(rows ->
                                new Added(rows.get(0).getInteger(0), rows.get(0).getBoolean(1)));
    }

    private static Uni<Void> discard(SqlExecutor sql, UUID tenantId, UUID contactId) {
        return sql.execute(DISCARD, tenantId, contactId).replaceWithVoid();
    }

    private Uni<Void> moveAll(
            SqlExecutor sql, UUID tenantId, List<CustomerAddress> moved, UUID contactId, Instant now) {
        return Multi.createFrom()
                .iterable(moved)
                .onItem()
                .transformToUniAndConcatenate(address -> move(sql, tenantId, address, contactId, now))
                .onItem()
                .ignoreAsUni();
    }

    /** A parameter for {@code contact_identity.kind}. */
    public static String[] kinds(List<CustomerAddress> addresses) {
        return texts(addresses, address -> address.identity().kind().value());
    }

    /** A parameter for {@code contact_identity.value}, in the same order. */
    public static String[] values(List<CustomerAddress> addresses) {
        return texts(addresses, address -> address.identity().value());
    }

    private static String[] texts(List<CustomerAddress> addresses, Function<CustomerAddress, String> text) {
        return addresses.stream().map(text).toArray(String[]::new);
    }
}
