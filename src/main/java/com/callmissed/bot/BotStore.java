package com.callmissed.bot;

import java.time.Instant;
import java.util.List;
import java.util.Map;
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
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;

/** Row-mapped reads of bots. */
@ApplicationScoped
class BotStore {
    private static final Declaration TABLE = new Declaration("b");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<String> NAME = TABLE.text("name");
    private static final Column<String> BOT_TYPE = TABLE.text("type");
    private static final Column<String> SYSTEM_PROMPT = TABLE.text("system_prompt");
    private static final Column<Map<String, Object>> CONFIG = TABLE.object("config");
    private static final Column<Boolean> IS_ACTIVE = TABLE.bool("is_active");
    private static final Column<Instant> CREATED_AT = TABLE.instant("created_at");
    private static final Column<Instant> UPDATED_AT = TABLE.instant("updated_at");
    private static final Column<Long> CONVERSATION_COUNT = TABLE.computed(
            "conversation_count",
            "(SELECT count(*) FROM conversation c WHERE c.tenant_id = b.tenant_id AND c.bot_id = b.id)",
            Tuple::getLong);
    private static final RowType<BotResponse> TYPE = TABLE.decodedBy(row -> new BotResponse(
            ID.in(row),
            TENANT_ID.in(row),
            NAME.in(row),
            WireEnum.of(BotType.class, BOT_TYPE.in(row)),
            SYSTEM_PROMPT.in(row),
            CONFIG.in(row),
            IS_ACTIVE.in(row),
            CREATED_AT.in(row),
            UPDATED_AT.in(row),
            CONVERSATION_COUNT.in(row)));

    private static final String SELECT =
            "SELECT " + TYPE.sql() + " FROM bot b WHERE b.tenant_id = $1 AND b.deleted_at IS NULL";
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
        return rows.map(set -> Columns.list(set, TYPE::read));
    }

    /** Returns null when the tenant has no such bot. */
    Uni<BotResponse> find(UUID tenantId, UUID id) {
        return pool.preparedQuery(SELECT + " AND b.id = $2")
                .execute(Tuple.of(tenantId, id))
                .map(rows -> Columns.first(rows, TYPE::read));
    }
}
