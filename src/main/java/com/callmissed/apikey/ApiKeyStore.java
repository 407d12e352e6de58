package com.callmissed.apikey;

import java.time.Instant;
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
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.security.Scope;

/** Row-mapped reads of keys for their management. */
@ApplicationScoped
class ApiKeyStore {
    private static final Declaration TABLE = new Declaration("k");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<String> NAME = TABLE.text("name");
    private static final Column<String> PREFIX = TABLE.text("prefix");
    private static final Column<String> LAST_FOUR = TABLE.text("last_four");
    private static final Column<String[]> SCOPES = TABLE.column("scopes", Tuple::getArrayOfStrings);
    private static final Column<Integer> RATE_LIMIT_RPM = TABLE.integer("rate_limit_rpm");
    private static final Column<Instant> EXPIRES_AT = TABLE.instant("expires_at");
    private static final Column<Instant> LAST_USED_AT = TABLE.instant("last_used_at");
    private static final Column<Instant> REVOKED_AT = TABLE.instant("revoked_at");
    private static final Column<Instant> CREATED_AT = TABLE.instant("created_at");
    private static final RowType<ApiKeyResponse> TYPE = TABLE.decodedBy(row -> new ApiKeyResponse(
            ID.in(row),
            NAME.in(row),
            null,
            PREFIX.in(row),
            LAST_FOUR.in(row),
            Scope.known(SCOPES.in(row)),
            RATE_LIMIT_RPM.in(row),
            EXPIRES_AT.in(row),
            LAST_USED_AT.in(row),
            REVOKED_AT.in(row),
            CREATED_AT.in(row)));

    private static final String SELECT = "SELECT " + TYPE.sql() + " FROM api_key k WHERE k.tenant_id = $1";
    private static final String ORDER = " ORDER BY k.created_at DESC, k.id DESC LIMIT $2";

    private final Pool pool;

    ApiKeyStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<ApiKeyResponse>> list(UUID tenantId, Cursor after, int limit) {
        Uni<RowSet<Row>> rows = after == null
                ? pool.preparedQuery(SELECT + ORDER).execute(Tuple.of(tenantId, limit))
                : pool.preparedQuery(SELECT + " AND (k.created_at, k.id) < ($3, $4)" + ORDER)
                        .execute(Tuple.of(tenantId, limit, Columns.timestamp(after.at()), after.id()));
        return rows.map(set -> Columns.list(set, TYPE::read));
    }

    /** Returns null when the tenant has no such key. */
    Uni<ApiKeyResponse> find(UUID tenantId, UUID id) {
        return pool.preparedQuery(SELECT + " AND k.id = $2")
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, TYPE::read));
    }
}
