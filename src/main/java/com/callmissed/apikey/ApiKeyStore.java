package com.callmissed.apikey;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.Cursor;
import com.callmissed.persistence.Columns;
import com.callmissed.security.Scope;

/** Row-mapped reads of keys for their management. */
@ApplicationScoped
class ApiKeyStore {
    private static final String SELECT = """
            SELECT id, name, prefix, last_four, scopes, rate_limit_rpm, expires_at, last_used_at, revoked_at, created_at
            FROM api_key
            WHERE tenant_id = $1
            """;

    private static final String ORDER = " ORDER BY created_at DESC, id DESC LIMIT $2";

    private final Pool pool;

    ApiKeyStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<ApiKeyResponse>> list(UUID tenantId, Cursor after, int limit) {
        Uni<RowSet<Row>> rows = after == null
                ? pool.preparedQuery(SELECT + ORDER).execute(Tuple.of(tenantId, limit))
                : pool.preparedQuery(SELECT + " AND (created_at, id) < ($3, $4)" + ORDER)
                        .execute(Tuple.of(tenantId, limit, Columns.timestamp(after.at()), after.id()));
        return rows.map(set -> Columns.list(set, ApiKeyStore::read));
    }

    /** Returns null when the tenant has no such key. */
    Uni<ApiKeyResponse> find(UUID tenantId, UUID id) {
        return pool.preparedQuery(SELECT + " AND id = $2")
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, ApiKeyStore::read));
    }

    private static ApiKeyResponse read(Row row) {
        return new ApiKeyResponse(
                row.getUUID(0),
                row.getString(1),
                null,
                row.getString(2),
                row.getString(3),
                Scope.known(row.getArrayOfStrings(4)),
                row.getInteger(5),
                Columns.instant(row, 6),
                Columns.instant(row, 7),
                Columns.instant(row, 8),
                Columns.instant(row, 9));
    }
}
