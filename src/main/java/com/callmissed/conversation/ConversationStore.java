package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.events.EventCursor;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Pipelined;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ThreadSql;

/** Reads conversations. Each read is one statement, without a transaction and without entities. */
@ApplicationScoped
class ConversationStore {
    private static final String TENANT = "{tenant}";
    private static final RowType<EventCursor> CURSOR =
            RowType.of("cursor", EventCursor.column(TENANT), (row, at) -> EventCursor.read(row.getArrayOfLongs(at)));
    private static final SelectList LISTED = SelectList.of(ConversationRow.TYPE, CURSOR);

    private final SqlClient reads;

    ConversationStore(@Pipelined SqlClient reads) {
        this.reads = reads;
    }

    /**
     * A list, and the position of the event feed in the same view of the database; {@code cursor} is null if the list
     * is empty.
     */
    record Listing(List<ConversationResponse> conversations, EventCursor cursor) {}

    Uni<Listing> list(UUID tenantId, ConversationFilter filter) {
        List<Object> parameters = new ArrayList<>();
        String sql = listStatement(tenantId, filter, parameters);
        return reads.preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .map(rows -> new Listing(
                        Columns.list(rows, row -> LISTED.read(ConversationRow.TYPE, row)),
                        Columns.first(rows, row -> LISTED.read(CURSOR, row))));
    }

    /** Returns null if the tenant has no such conversation. */
    Uni<ConversationResponse> find(UUID tenantId, UUID id) {
        return ThreadSql.find(reads, tenantId, id);
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
        Function<Object, String> value = filtered && filter.sort() == ConversationSort.LAST_ACTIVITY
                ? known -> "'" + known + "'"
                : known -> parameter(parameters, known);
        String tenant = value.apply(tenantId);
        StringBuilder sql = new StringBuilder("SELECT ").append(LISTED.sql().replace(TENANT, tenant));
        sql.append(" FROM conversation c WHERE c.tenant_id = ").append(tenant);
        if (filter.channel() != null) {
            sql.append(" AND c.channel = ").append(value.apply(filter.channel().value()));
        }
        if (filter.status() != null) {
            sql.append(" AND c.status = ").append(value.apply(filter.status().value()));
        }
        if (filter.botId() != null) {
            sql.append(" AND c.bot_id = ").append(value.apply(filter.botId()));
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
                .append(filter.limit())
                .toString();
    }

    private static String parameter(List<Object> parameters, Object value) {
        parameters.add(value);
        return "$" + parameters.size();
    }
}
