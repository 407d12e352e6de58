package com.callmissed.bot;

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
import com.callmissed.http.WireEnum;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SessionSql;

/** Row-mapped reads of bots. */
@ApplicationScoped
class BotStore {
    private static final Declaration TABLE = new Declaration("b");
    private static final Column<UUID> ID = TABLE.uuid("id");
    private static final Column<UUID> TENANT_ID = TABLE.uuid("tenant_id");
    private static final Column<String> NAME = TABLE.text("name");
    private static final Column<String> BOT_TYPE = TABLE.text("type");
    private static final Column<String> SYSTEM_PROMPT = TABLE.text("system_prompt");
    private static final Column<JsonDocument> CONFIG = TABLE.document("config");
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
    private static final String ONE = SELECT + " AND b.id = $2";
    private static final String SET_CONFIG =
            "UPDATE bot SET config = CAST($3::text AS jsonb) WHERE tenant_id = $1 AND id = $2";

    private static final SelectList LISTED = SelectList.of(TYPE, LargeValues.FOUND);

    private static final String SIZES = """
            SELECT b.id, b.created_at,
                octet_length(b.system_prompt) + COALESCE(octet_length(b.config::text), 0) AS bytes
            FROM bot b
            WHERE b.tenant_id = $1 AND b.deleted_at IS NULL %s
            ORDER BY b.created_at DESC, b.id DESC
            LIMIT $2
            """;

    private static final String LIST =
            "SELECT " + LISTED.sql() + " FROM %s" + " JOIN bot b ON b.tenant_id = $1 AND b.id = p.id ORDER BY p.n";
    private static final String FIRST_PAGE = LIST.formatted(LargeValues.fitting(SIZES.formatted("")));
    private static final String NEXT_PAGE =
            LIST.formatted(LargeValues.fitting(SIZES.formatted("AND (b.created_at, b.id) < ($3, $4)")));

    private final Pool pool;

    BotStore(Pool pool) {
        this.pool = pool;
    }

    /** @param more whether rows follow */
    record Listing(List<BotResponse> bots, boolean more) {}

    /** @param limit the most bots of the page, which has fewer when they are large */
    Uni<Listing> list(UUID tenantId, Cursor after, int limit) {
        Uni<RowSet<Row>> rows = after == null
                ? pool.preparedQuery(FIRST_PAGE).execute(Tuple.of(tenantId, limit + 1))
                : pool.preparedQuery(NEXT_PAGE)
                        .execute(Tuple.of(tenantId, limit + 1, Columns.timestamp(after.at()), after.id()));
        return rows.map(set -> {
            List<BotResponse> bots = Columns.list(set, row -> LISTED.read(TYPE, row));
            Long found = Columns.first(set, row -> LISTED.read(LargeValues.FOUND, row));
            List<BotResponse> page = bots.subList(0, Math.min(bots.size(), limit));
            return new Listing(page, found != null && found > page.size());
        });
    }

    /** Returns null when the tenant has no such bot. */
    Uni<BotResponse> find(UUID tenantId, UUID id) {
        return pool.preparedQuery(ONE).execute(Tuple.of(tenantId, id)).map(rows -> Columns.first(rows, TYPE::read));
    }

    /** Reads a bot in the session of the caller's unit of work. */
    static Uni<BotResponse> stored(UUID tenantId, UUID id) {
        return SessionSql.CURRENT.execute(ONE, tenantId, id).map(rows -> Columns.first(rows, TYPE::read));
    }

    /** Replaces the config in the session of the caller's unit of work. Null removes it. */
    static Uni<Void> setConfig(UUID tenantId, UUID id, JsonDocument config) {
        return SessionSql.CURRENT
                .execute(SET_CONFIG, tenantId, id, JsonDocument.text(config))
                .replaceWithVoid();
    }
}
