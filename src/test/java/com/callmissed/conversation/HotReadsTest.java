package com.callmissed.conversation;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.http.Cursor;
import com.callmissed.inbound.InboundStatements;
import com.callmissed.outbound.OutboundStatements;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.SecondApplication;
import com.callmissed.testing.Statements;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.ThreadSql;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hot reads in a tenant with 200 000 conversations: the plans of PostgreSQL and the number of statements. They are
 * in the database of the second application, so that other tests do not read past these rows.
 */
@QuarkusTest
@TestProfile(SecondApplication.class)
class HotReadsTest {
    private static final Api API = Api.ofFreshTenant();
    private static final UUID TENANT = API.tenant();
    private static final UUID BOT = UUID.randomUUID();
    private static final UUID LONG_THREAD = UUID.randomUUID();
    private static final UUID REPLY = UUID.randomUUID();
    private static JsonNode findWithOldStatistics;
    private static final Cursor DEEP =
            Cursor.of(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(150_000), BOT);

    @BeforeAll
    static void fill() {
        Database.update(
                "INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
                        + " VALUES (?, ?, 'b', 'whatsapp', now(), now())",
                TENANT,
                BOT);
        learnThatTenantsAreSmall();
        Database.update("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status, status_changed_at,
                    last_message_at, created_at, updated_at)
                SELECT ?, gen_random_uuid(), ?, CASE WHEN n % 4 = 0 THEN 'voice' ELSE 'whatsapp' END, '+' || n,
                    (ARRAY['active', 'completed', 'escalated', 'failed'])[1 + n % 4], t, t, t, t
                FROM generate_series(1, 200000) n,
                    LATERAL (SELECT timestamptz '2026-01-01Z' + n * interval '1 second' AS t)
                """, TENANT, BOT);
        Database.update("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, message_count,
                    created_at, updated_at)
                VALUES (?, ?, ?, 'whatsapp', '+0', '2025-01-01Z', 20000, '2025-01-01Z', '2025-01-01Z')
                """, TENANT, LONG_THREAD, BOT);
        findWithOldStatistics = explain(ConversationStore.FIND, List.of(TENANT, LONG_THREAD), "force_generic_plan");
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                SELECT ?, gen_random_uuid(), ?, ?, n, 'user', 'message ' || n, 'text', 'sent', now()
                FROM generate_series(1, 20000) n
                """, TENANT, LONG_THREAD, BOT);
        Database.update("INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark) VALUES (?, 7, 7, 7)", TENANT);
        Database.update("""
                INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark)
                SELECT gen_random_uuid(), 1, 1, 0 FROM generate_series(1, 3000)
                """);
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                VALUES (?, ?, ?, ?, 20001, 'assistant', 'Yes', 'text', 'queued', now())
                """, TENANT, REPLY, LONG_THREAD, BOT);
        Database.update("""
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, due_at)
                SELECT tenant_id, id, 1, gen_random_uuid(), channel, 'infinity' FROM conversation WHERE tenant_id = ?
                ORDER BY id LIMIT 3000
                """, TENANT);
        Database.update("ANALYZE bot, conversation, message, event_counter, outbox");
    }

    /** The state before the first big tenant: statistics of tenants with one conversation each. */
    private static void learnThatTenantsAreSmall() {
        Database.update("""
                WITH small AS (
                    INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)
                    SELECT gen_random_uuid(), gen_random_uuid(), 'b', 'ivr', now(), now() FROM generate_series(1, 3000)
                    RETURNING tenant_id, id
                )
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, created_at,
                    updated_at)
                SELECT tenant_id, gen_random_uuid(), id, 'voice', '+1', now(), now(), now() FROM small
                """);
        Database.update("ANALYZE conversation");
    }

    static Stream<ConversationFilter> filters() {
        List<ConversationFilter> filters = new ArrayList<>();
        for (ConversationSort sort : ConversationSort.values()) {
            for (Cursor after : new Cursor[] {null, DEEP}) {
                filters.add(new ConversationFilter(null, null, null, null, null, sort, after, 50));
                filters.add(new ConversationFilter(Channel.VOICE, null, null, null, null, sort, after, 50));
                filters.add(new ConversationFilter(null, ConversationStatus.FAILED, null, null, null, sort, after, 50));
                filters.add(new ConversationFilter(
                        Channel.WHATSAPP, ConversationStatus.FAILED, null, null, null, sort, after, 50));
                filters.add(new ConversationFilter(null, null, BOT, null, null, sort, after, 50));
                filters.add(new ConversationFilter(
                        Channel.WHATSAPP, ConversationStatus.ACTIVE, BOT, null, null, sort, after, 50));
            }
        }
        return filters.stream();
    }

    @ParameterizedTest
    @MethodSource("filters")
    void listsFromAnIndexInItsOrder(ConversationFilter filter) {
        List<Object> parameters = new ArrayList<>();
        assertReadsOnlyWhatItAnswers(ConversationStore.listStatement(TENANT, filter, parameters), parameters);
    }

    @Test
    void findsByTheKeyEvenWithStatisticsFromBefore() {
        List<String> complaints = new ArrayList<>();
        complain(findWithOldStatistics, complaints);
        assertThat(complaints).as(findWithOldStatistics.toPrettyString()).isEmpty();
        assertThat(findWithOldStatistics.toString()).contains("conversation_pk");
    }

    @Test
    void findsOneConversationByItsKey() {
        assertReadsOnlyWhatItAnswers(ConversationStore.FIND, List.of(TENANT, LONG_THREAD));
    }

    @Test
    void changesAStatusByItsKey() {
        assertReadsOnlyWhatItAnswers(
                ThreadSql.CHANGE_STATUS, List.of(TENANT, LONG_THREAD, "completed", "2026-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @EnumSource
    void readsAPageOfALongThreadFromItsIndex(PageOfThread page) {
        assertReadsOnlyWhatItAnswers(page.sql, page.parameters);
    }

    enum PageOfThread {
        FIRST(MessageStore.AFTER, List.of(TENANT, LONG_THREAD, 0, 200)),
        MIDDLE(MessageStore.AFTER, List.of(TENANT, LONG_THREAD, 10_000, 200)),
        NEWEST(MessageStore.BEFORE, List.of(TENANT, LONG_THREAD, 50, Integer.MAX_VALUE)),
        OLDER(MessageStore.BEFORE, List.of(TENANT, LONG_THREAD, 50, 10_000));

        private final String sql;
        private final List<Object> parameters;

        PageOfThread(String sql, List<Object> parameters) {
            this.sql = sql;
            this.parameters = parameters;
        }
    }

    @Test
    void looksForAnEchoedMessageAmongThoseOnTheirWayOnly() {
        assertReadsOnlyWhatItAnswers(
                InboundStatements.echoed(), List.of(TENANT, BOT, "+0", "message 1", "{phone}", "{+0}"));
    }

    @Test
    void findsAMessageAndItsConversationByTheirKeys() {
        assertReadsOnlyWhatItAnswers(
                OutboundStatements.applyReport(),
                Arrays.asList(TENANT, BOT, "wamid.1", "read", null, "{queued,sending,sent,delivered}", REPLY, 1, true));
        assertReadsOnlyWhatItAnswers(
                OutboundStatements.settle(),
                Arrays.asList(TENANT, LONG_THREAD, 20_001, null, REPLY, 1, "sent", "wamid.2", null));
    }

    @Test
    void answersEachHotReadWithOneStatement() {
        String thread = "/api/v1/conversations/" + LONG_THREAD;
        for (String path : List.of(
                "/api/v1/conversations?limit=50",
                "/api/v1/conversations?limit=50&channel=whatsapp&status=active",
                "/api/v1/conversations?limit=50&cursor=" + DEEP,
                thread,
                thread + "/messages?limit=50")) {
            List<String> executed =
                    Statements.during(() -> API.as().get(path).then().statusCode(200));
            assertThat(executed).as(path).hasSize(1);
        }
    }

    /** Checks the plan for these values and the generic plan, which prepared statements get after some executions. */
    private static void assertReadsOnlyWhatItAnswers(String sql, List<Object> parameters) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            JsonNode plan = explain(sql, parameters, mode);
            List<String> complaints = new ArrayList<>();
            complain(plan, complaints);
            assertThat(complaints)
                    .as("%s of %s%n%s", mode, sql, plan.toPrettyString())
                    .isEmpty();
        }
    }

    private static void complain(JsonNode node, List<String> complaints) {
        String type = node.path("Node Type").asText();
        if (type.equals("Sort") || type.equals("Incremental Sort")) {
            // a page that is reversed sorts only the returned rows
            if (node.path("Actual Rows").asInt() > 200) {
                complaints.add(type);
            }
        }
        if (type.equals("Seq Scan") && !node.path("Relation Name").asText().equals("bot")) {
            complaints.add(type + " of " + node.path("Relation Name").asText());
        }
        if (node.path("Rows Removed by Filter").asInt() > 0
                && !node.path("Relation Name").asText().equals("bot")) {
            complaints.add(node.path("Rows Removed by Filter") + " rows filtered out by " + type);
        }
        if (node.path("Actual Rows").asInt() > 200) {
            complaints.add(node.path("Actual Rows") + " rows from " + type);
        }
        node.path("Plans").forEach(child -> complain(child, complaints));
    }

    /** Runs the statement and rolls back its changes. */
    private static JsonNode explain(String sql, List<Object> parameters, String mode) {
        List<String> literals = parameters.stream()
                .map(parameter -> parameter == null || parameter instanceof Integer
                        ? String.valueOf(parameter)
                        : "'" + parameter + "'")
                .toList();
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET plan_cache_mode = " + mode);
            statement.execute("PREPARE hot AS " + sql);
            try (ResultSet rows = statement.executeQuery("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE hot"
                    + (literals.isEmpty() ? "" : " (" + String.join(", ", literals) + ")"))) {
                rows.next();
                return new ObjectMapper().readTree(rows.getString(1)).get(0).get("Plan");
            }
        } catch (SQLException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
