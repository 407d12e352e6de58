package com.callmissed.bot;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.http.Cursor;
import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;

/** Row-mapped reads of bots. */
@ApplicationScoped
class BotStore {
    private static final String SELECT = """
            SELECT b.id, b.tenant_id, b.name, b.type, b.system_prompt, b.config, b.is_active,
                b.created_at, b.updated_at,
                (SELECT count(*) FROM conversation c WHERE c.tenant_id = b.tenant_id AND c.bot_id = b.id)
            FROM bot b
            WHERE b.tenant_id = $1 AND b.deleted_at IS NULL
            """;

    private static final String ORDER = " ORDER BY b.created_at DESC, b.id DESC LIMIT $2";

    private final Pool pool;

    BotStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<BotResponse>> list(UUID tenantId, Cursor after, int limit) {
        Uni<RowSet<Row>> rows = after == null
                ? pool.preparedQuery(SELECT + ORDER).execute(Tuple.of(tenantId, limit))
                : pool.preparedQuery(SELECT + " AND (b.created_at, b.id) < ($3, $4)" + ORDER)
                        .execute(Tuple.of(tenantId, limit, Columns.timestamp(after.at()), after.id()));
        return rows.map(set -> Columns.list(set, BotStore::read));
    }

    /** Returns null when the tenant has no such bot. */
    Uni<BotResponse> find(UUID tenantId, UUID id) {
        return pool.preparedQuery(SELECT + " AND b.id = $2")
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, BotStore::read));
    }

    private static BotResponse read(Row row) {
        return new BotResponse(
                row.getUUID(0),
                row.getUUID(1),
                row.getString(2),
                WireEnum.of(BotType.class, row.getString(3)),
                row.getString(4),
                Columns.object(row, 5),
                row.getBoolean(6),
                Columns.instant(row, 7),
                Columns.instant(row, 8),
                row.getLong(9));
    }
}
