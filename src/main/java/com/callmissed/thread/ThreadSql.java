package com.callmissed.thread;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;

/** Statements on one conversation that several packages use on a connection of their own. */
public final class ThreadSql {
    public static final String FIND =
            "SELECT " + ConversationRow.COLUMNS + " FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2";

    private static final String LOCK = "SELECT " + SendConditions.COLUMNS
            + " FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2 FOR UPDATE OF c";

    private ThreadSql() {}

    /** Null when the tenant has no such conversation. */
    public static Uni<ConversationResponse> find(SqlClient client, UUID tenantId, UUID id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, ConversationRow::read));
    }

    /** Locks the row until the connection's transaction ends, and reads how it stands then. Null when there is none. */
    public static Uni<SendConditions> lock(SqlConnection connection, UUID tenantId, UUID id) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, row -> SendConditions.read(row, 0)));
    }
}
