package com.callmissed.contact.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.contact.IdentityKind;
import com.callmissed.contact.KnownAddress;
import com.callmissed.http.WireEnum;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.persistence.Pipelined;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.WireColumn;

/** The statements of {@link Contacts}. */
@ApplicationScoped
class ContactStore {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
    private static final int MOST_WORDS = 10;
    static final int MOST_FOUND = 2_000;

    private static final RowType.Declaration CONTACT = new RowType.Declaration("k");
    private static final RowType.Column<UUID> ID = CONTACT.uuid("id");
    private static final RowType.Column<UUID> TENANT = CONTACT.uuid("tenant_id");
    private static final RowType.Column<String> NAME = CONTACT.text("name");
    private static final RowType.Column<String> PROFILE_NAME = CONTACT.text("profile_name");
    private static final RowType.Column<JsonDocument> ATTRIBUTES = CONTACT.document("attributes");
    private static final String LATEST_IDENTITIES = """
            (SELECT json_agg(json_build_object('kind', i.kind, 'value', i.value, 'address', i.address))::text
                FROM (SELECT * FROM contact_identity o WHERE o.tenant_id = k.tenant_id AND o.contact_id = k.id
                    ORDER BY o.linked_at DESC, o.kind, o.value LIMIT 50) i)
            """;
    private static final RowType.Column<List<ContactIdentity>> IDENTITIES =
            CONTACT.computed("identities", LATEST_IDENTITIES, (row, at) -> identities(row.getString(at)));
    private static final RowType.Column<Instant> CREATED_AT = CONTACT.instant("created_at");
    private static final RowType.Column<Instant> UPDATED_AT = CONTACT.instant("updated_at");
    private static final RowType<ContactResponse> TYPE = CONTACT.decodedBy(row -> new ContactResponse(
            ID.in(row),
            TENANT.in(row),
            NAME.in(row),
            PROFILE_NAME.in(row),
            NAME.in(row) == null ? PROFILE_NAME.in(row) : NAME.in(row),
            ATTRIBUTES.in(row),
            IDENTITIES.in(row),
            CREATED_AT.in(row),
            UPDATED_AT.in(row)));

    private static final RowType.Declaration CONVERSATION = new RowType.Declaration("c");
    private static final RowType.Column<UUID> CONVERSATION_ID = CONVERSATION.uuid("id");
    private static final RowType.Column<UUID> BOT_ID = CONVERSATION.uuid("bot_id");
    private static final RowType.Column<Channel> CHANNEL = CONVERSATION.column("channel", WireColumn.of(Channel.class));
    private static final RowType.Column<String> EXTERNAL_ID = CONVERSATION.text("external_id");
    private static final RowType.Column<ConversationStatus> STATUS =
            CONVERSATION.column("status", WireColumn.of(ConversationStatus.class));
    private static final RowType.Column<Instant> OPENED_AT = CONVERSATION.instant("created_at");
    private static final RowType.Column<Instant> LAST_AT = CONVERSATION.instant("last_message_at");
    private static final RowType.Column<String> PREVIEW = CONVERSATION.text("last_message_preview");
    private static final RowType.Column<Integer> COUNT = CONVERSATION.integer("message_count");
    private static final RowType<ContactConversation> HISTORY = CONVERSATION.decodedBy(row -> new ContactConversation(
            CONVERSATION_ID.in(row),
            BOT_ID.in(row),
            CHANNEL.in(row),
            EXTERNAL_ID.in(row),
            STATUS.in(row),
            OPENED_AT.in(row),
            LAST_AT.in(row),
            PREVIEW.in(row),
            COUNT.in(row)));

    private static final RowType<Integer> FOUND =
            RowType.of("found", "(SELECT count(*) FROM found)::integer", (row, at) -> row.getInteger(at));
    private static final SelectList SEARCHED = SelectList.of(TYPE, FOUND);

    private static final String FIND = "SELECT " + TYPE.sql() + " FROM contact k WHERE k.tenant_id = $1 AND k.id = $2";

    private static final String CONVERSATIONS = "SELECT " + HISTORY.sql() + """
             FROM conversation c WHERE c.tenant_id = $1 AND c.contact_id = $2
            ORDER BY c.created_at DESC, c.id DESC LIMIT 100""";

    private static final String PATCH = """
            UPDATE contact k SET name = CASE WHEN $4 THEN $3 ELSE k.name END,
                attributes = CASE WHEN $6 THEN CAST($5::text AS jsonb) ELSE k.attributes END,
                updated_at = GREATEST(k.updated_at, $7)
            WHERE k.tenant_id = $1 AND k.id = $2
            RETURNING %s
            """.formatted(TYPE.sql());

    /** The condition uses the index {@code contact_name_ix}. */
    private static final String NAMED = """
            (array_to_tsvector(ARRAY[k.tenant_id::text])
                || to_tsvector('simple', COALESCE(k.name, '') || ' ' || COALESCE(k.profile_name, '')))
                @@ (quote_literal($1::uuid::text)::tsquery && to_tsquery('simple', $%d))
            """;

    private final SqlClient reads;

    ContactStore(@Pipelined SqlClient reads) {
        this.reads = reads;
    }

    /** Fails with query_too_broad. */
    Uni<List<ContactResponse>> list(UUID tenantId, ContactFilter filter) {
        List<Object> parameters = new ArrayList<>();
        if (!filter.isSearch()) {
            return reads.preparedQuery(listStatement(tenantId, filter, parameters))
                    .execute(Tuple.from(parameters))
                    .map(rows -> Columns.list(rows, TYPE::read));
        }
        return reads.preparedQuery(searchStatement(tenantId, filter, parameters))
                .execute(Tuple.from(parameters))
                .map(rows -> {
                    if (rows.size() > 0 && SEARCHED.read(FOUND, rows.iterator().next()) > MOST_FOUND) {
                        throw new ApiException(
                                ErrorCode.QUERY_TOO_BROAD,
                                "More than " + MOST_FOUND + " contacts match. Search for more letters or words");
                    }
                    return Columns.list(rows, row -> SEARCHED.read(TYPE, row));
                });
    }

    static String listStatement(UUID tenantId, ContactFilter filter, List<Object> parameters) {
        return "SELECT " + TYPE.sql() + " FROM contact k" + where(tenantId, filter, parameters)
                + " ORDER BY k.created_at DESC, k.id DESC LIMIT " + (filter.limit() + 1);
    }

    /** Sorts at most {@link #MOST_FOUND} contacts and one more, and reads those of the page. */
    static String searchStatement(UUID tenantId, ContactFilter filter, List<Object> parameters) {
        return """
                WITH found AS MATERIALIZED (
                    SELECT k.id, k.created_at FROM contact k %s LIMIT %d
                ), page AS (
                    SELECT f.id, f.created_at FROM found f ORDER BY f.created_at DESC, f.id DESC LIMIT %d
                )
                SELECT %s FROM page p JOIN contact k ON k.tenant_id = $1 AND k.id = p.id
                ORDER BY p.created_at DESC, p.id DESC
                """.formatted(where(tenantId, filter, parameters), MOST_FOUND + 1, filter.limit() + 1, SEARCHED.sql());
    }

    private static String where(UUID tenantId, ContactFilter filter, List<Object> parameters) {
        parameters.add(tenantId);
        StringBuilder sql = new StringBuilder(" WHERE k.tenant_id = $1");
        if (filter.externalId() != null) {
            sql.append(" AND ").append(KnownAddress.of("k.id", filter.externalId(), "$1", parameters));
        }
        if (filter.words() != null) {
            words(filter.words(), sql, parameters);
        }
        if (filter.after() != null) {
            parameters.add(Columns.timestamp(filter.after().at()));
            parameters.add(filter.after().id());
            sql.append(" AND (k.created_at, k.id) < ($%d, $%d)".formatted(parameters.size() - 1, parameters.size()));
        }
        return sql.toString();
    }

    /** An address finds its contact. Other texts find the names in which words begin with theirs. */
    private static void words(String text, StringBuilder sql, List<Object> parameters) {
        if (KnownAddress.isNumber(text)) {
            sql.append(" AND ").append(KnownAddress.of("k.id", text, "$1", parameters));
            return;
        }
        String query = WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .limit(MOST_WORDS)
                .map(word -> word.toLowerCase(Locale.ROOT) + ":*")
                .collect(Collectors.joining(" & "));
        if (query.isEmpty()) {
            sql.append(" AND false");
            return;
        }
        parameters.add(query);
        sql.append(" AND ").append(NAMED.formatted(parameters.size()));
    }

    /** Returns null if the tenant has no such contact. */
    Uni<ContactResponse> find(UUID tenantId, UUID id) {
        return find(SqlExecutor.on(reads), tenantId, id);
    }

    /** Returns null if the tenant has no such contact. */
    Uni<ContactResponse> find(SqlExecutor sql, UUID tenantId, UUID id) {
        return sql.execute(FIND, tenantId, id).map(rows -> Columns.first(rows, TYPE::read));
    }

    /** The newest conversations of a contact. */
    Uni<List<ContactConversation>> conversations(SqlExecutor sql, UUID tenantId, UUID id) {
        return sql.execute(CONVERSATIONS, tenantId, id)
                .map(rows -> rows.stream().map(HISTORY::read).toList());
    }

    Uni<List<ContactConversation>> conversations(UUID tenantId, UUID id) {
        return conversations(SqlExecutor.on(reads), tenantId, id);
    }

    /** Returns null if the tenant has no such contact. */
    Uni<ContactResponse> patch(SqlExecutor sql, UUID tenantId, UUID id, ContactPatch patch, Instant now) {
        return sql.execute(
                        PATCH,
                        tenantId,
                        id,
                        patch.getName(),
                        patch.changesName(),
                        JsonDocument.text(patch.getAttributes()),
                        patch.changesAttributes(),
                        Columns.timestamp(now))
                .map(rows -> Columns.first(rows, TYPE::read));
    }

    private static List<ContactIdentity> identities(String json) {
        if (json == null) {
            return List.of();
        }
        List<ContactIdentity> identities = new ArrayList<>();
        for (Object element : new JsonArray(json)) {
            JsonObject identity = (JsonObject) element;
            IdentityKind kind = WireEnum.of(IdentityKind.class, identity.getString("kind"));
            String value = identity.getString("value");
            String bot = kind == IdentityKind.WHATSAPP_USER ? value.substring(0, value.indexOf('/')) : null;
            identities.add(new ContactIdentity(
                    kind, identity.getString("address"), bot == null ? null : UUID.fromString(bot)));
        }
        return identities;
    }
}
