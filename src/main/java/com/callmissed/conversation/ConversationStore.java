package com.callmissed.conversation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.contact.AddressText;
import com.callmissed.contact.KnownAddress;
import com.callmissed.events.EventCursor;
import com.callmissed.http.Page;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.LargeReads;
import com.callmissed.persistence.LargeReads.Receiver;
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.Pipelined;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.Threads;

/** Reads conversations. Each read is one statement, without a transaction and without entities. */
@ApplicationScoped
class ConversationStore {
    private static final String TENANT = "{tenant}";
    private static final RowType<EventCursor> CURSOR =
            RowType.of("cursor", EventCursor.column(TENANT), (row, at) -> EventCursor.read(row.getArrayOfLongs(at)));
    private static final SelectList LISTED = SelectList.of(ConversationRow.LISTED, CURSOR);

    private static final String FIRST_PARAMETER = "$1";
    private static final String OF_TENANT = ofTenant(FIRST_PARAMETER);
    /** About how many characters the filters take. */
    private static final int FILTERS = 512;

    private static final SelectList ONE = SelectList.of(ConversationRow.LIGHT);

    static final String FIND = "SELECT " + ONE.sql() + " FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2";

    /** Metadata never changes, so it may be read after the list. */
    private static final RowType<JsonDocument> METADATA = RowType.of("metadata", """
            (SELECT c.metadata::text FROM conversation c WHERE c.tenant_id = $1 AND c.id = k.id)""", Columns::document);

    private static final SelectList IN_ORDER = SelectList.of(LargeValues.NUMBERED, METADATA);
    private static final String LEFT_OUT = LargeValues.inOrder(
            "SELECT " + METADATA.sql() + " FROM (SELECT ($2::uuid[])[%s] AS id) k WHERE k.id IS NOT NULL",
            "1",
            "p.n + 1",
            Page.MAX_LIMIT,
            METADATA.names());

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SqlClient reads;
    private final Pool pool;
    private final LargeReads largeReads;

    ConversationStore(@Pipelined SqlClient reads, Pool pool, LargeReads largeReads) {
        this.reads = reads;
        this.pool = pool;
        this.largeReads = largeReads;
    }

    /**
     * A page of a list, and the position of the event feed in the same view of the database.
     *
     * @param more whether rows follow
     * @param cursor null if the list is empty
     */
    record Listing(List<ConversationResponse> conversations, boolean more, EventCursor cursor) {}

    /** Returns a page whose rows may leave out their metadata, see {@link #complete}. */
    Uni<Listing> list(UUID tenantId, ConversationFilter filter) {
        List<Object> parameters = new ArrayList<>();
        String sql = listStatement(tenantId, filter, parameters);
        return reads.preparedQuery(sql).execute(Tuple.from(parameters)).map(rows -> {
            List<ConversationResponse> read = Columns.list(rows, row -> LISTED.read(ConversationRow.LISTED, row));
            boolean more = read.size() > filter.limit();
            return new Listing(
                    more ? read.subList(0, filter.limit()) : read,
                    more,
                    Columns.first(rows, row -> LISTED.read(CURSOR, row)));
        });
    }

    /** Reads the metadata that a page leaves out. The page ends before a row whose metadata is too much for it. */
    Uni<Listing> complete(UUID tenantId, Listing listing, Receiver receiver) {
        UUID[] leftOut = listing.conversations().stream()
                .filter(ConversationResponse::leftOut)
                .map(ConversationResponse::id)
                .toArray(UUID[]::new);
        return leftOut.length == 0
                ? Uni.createFrom().item(listing)
                : largeReads
                        .read(receiver, () -> metadata(tenantId, leftOut))
                        .map(metadata -> completed(listing, metadata));
    }

    /** Returns the metadata of the first ones, as many as fit into a page; an entry is null without metadata. */
    private Uni<List<JsonDocument>> metadata(UUID tenantId, UUID[] ids) {
        return pool.preparedQuery(LEFT_OUT)
                .execute(Tuple.of(tenantId, ids))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows -> Columns.list(rows, row -> IN_ORDER.read(METADATA, row)));
    }

    private static Listing completed(Listing listing, List<JsonDocument> metadata) {
        Iterator<JsonDocument> next = metadata.iterator();
        List<ConversationResponse> page =
                new ArrayList<>(listing.conversations().size());
        for (ConversationResponse conversation : listing.conversations()) {
            if (!conversation.leftOut()) {
                page.add(conversation);
            } else if (next.hasNext()) {
                page.add(conversation.with(next.next()));
            } else {
                return new Listing(page, true, listing.cursor());
            }
        }
        return new Listing(page, listing.more(), listing.cursor());
    }

    /** Fails with not_found. */
    Uni<ConversationResponse> find(UUID tenantId, UUID id, Receiver receiver) {
        return Threads.follow(SqlExecutor.on(reads), tenantId, id, kept -> findKept(tenantId, kept, receiver));
    }

    private Uni<ConversationResponse> findKept(UUID tenantId, UUID id, Receiver receiver) {
        return reads.preparedQuery(FIND)
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, row -> ONE.read(ConversationRow.LIGHT, row)))
                .chain(found -> found == null || !found.leftOut()
                        ? Uni.createFrom().item(found)
                        : largeReads
                                .read(receiver, () -> metadata(tenantId, new UUID[] {id}))
                                .map(metadata -> found.with(metadata.get(0))));
    }

    /**
     * Builds the statement for the filters that are set.
     *
     * <p>The limit is a literal: with a parameter, PostgreSQL plans for a tenth of the table and may sort it. For the
     * same reason a filtered list by activity has its values as literals (all of them are UUIDs and constants). Its
     * generic plan would assume a tenant of average size, read an index of the filter, and sort.
     */
    static String listStatement(UUID tenantId, ConversationFilter filter, List<Object> parameters) {
        boolean filtered = filter.channel() != null || filter.status() != null || filter.botId() != null;
        boolean ofContact = filter.contactId() != null || filter.externalId() != null;
        Function<Object, String> value = filtered && !ofContact && filter.sort() == ConversationSort.LAST_ACTIVITY
                ? known -> "'" + known + "'"
                : known -> parameter(parameters, known);
        String tenant = value.apply(tenantId);
        StringBuilder sql = new StringBuilder(OF_TENANT.length() + FILTERS)
                .append(tenant.equals(FIRST_PARAMETER) ? OF_TENANT : ofTenant(tenant));
        if (filter.channel() != null) {
            sql.append(" AND c.channel = ").append(value.apply(filter.channel().value()));
        }
        if (filter.status() != null) {
            sql.append(" AND c.status = ").append(value.apply(filter.status().value()));
        }
        if (filter.botId() != null) {
            sql.append(" AND c.bot_id = ").append(value.apply(filter.botId()));
        }
        if (filter.contactId() != null) {
            sql.append(" AND c.contact_id = ").append(parameter(parameters, filter.contactId()));
        }
        if (filter.externalId() != null) {
            sql.append(" AND ").append(ofAddress(filter.externalId(), tenant, parameters));
        }
        String sorted = filter.sort().expression();
        if (filter.after() != null) {
            sql.append(" AND (").append(sorted).append(", c.id) < (");
            sql.append(parameter(parameters, Columns.timestamp(filter.after().at())))
                    .append(", ");
            sql.append(parameter(parameters, filter.after().id())).append(')');
        }
        return sql.append(" ORDER BY ")
                .append(sorted)
                .append(" DESC, c.id DESC LIMIT ")
                .append(filter.limit() + 1)
                .toString();
    }

    private static String ofTenant(String tenant) {
        return "SELECT " + LISTED.sql().replace(TENANT, tenant) + " FROM conversation c"
                + ConversationRow.withBot(tenant) + " WHERE c.tenant_id = " + tenant;
    }

    /** The conversations of the contacts that have an address, and the thread of a group, which has no contact. */
    private static String ofAddress(String address, String tenant, List<Object> parameters) {
        if (KnownAddress.isNumber(address)) {
            return KnownAddress.of("c.contact_id", address, tenant, parameters);
        }
        String known = KnownAddress.of("o.contact_id", address, tenant, parameters);
        String group = parameter(parameters, AddressText.clean(address));
        return """
                c.id IN (SELECT o.id FROM conversation o WHERE o.tenant_id = %1$s AND %2$s
                    UNION ALL
                    SELECT g.id FROM conversation g
                    WHERE g.tenant_id = %1$s AND g.is_group AND g.external_id = %3$s)
                """.formatted(tenant, known, group);
    }

    private static String parameter(List<Object> parameters, Object value) {
        parameters.add(value);
        return "$" + parameters.size();
    }
}
