package com.callmissed.conversation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.contact.api.ContactStatements;
import com.callmissed.http.Cursor;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.inbound.InboundStatements;
import com.callmissed.outbound.OutboundStatements;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.Plans;
import com.callmissed.testing.SecondApplication;
import com.callmissed.testing.Statements;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.ThreadSql;

import static com.callmissed.conversation.HotTenant.BOT;
import static com.callmissed.conversation.HotTenant.FREQUENT_CALLER;
import static com.callmissed.conversation.HotTenant.LONG_THREAD;
import static com.callmissed.conversation.HotTenant.REPLY;
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
    private static JsonNode findWithOldStatistics;
    private static final Cursor DEEP =
            Cursor.of(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(150_000), BOT);

    @BeforeAll
    static void fill() {
        HotTenant.addConversations(TENANT);
        findWithOldStatistics =
                Plans.explain(ConversationStore.FIND, List.of(TENANT, LONG_THREAD), "force_generic_plan");
        HotTenant.addMessages(TENANT);
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

    static Stream<ConversationFilter> filtersOfACustomer() {
        List<ConversationFilter> filters = new ArrayList<>();
        UUID contact = UUID.fromString(
                Database.column("SELECT md5('contact 4003')::uuid").get(0));
        for (ConversationSort sort : ConversationSort.values()) {
            for (Cursor after : new Cursor[] {null, DEEP}) {
                filters.add(new ConversationFilter(null, null, null, contact, null, sort, after, 50));
                filters.add(new ConversationFilter(null, null, null, null, "+14150004003", sort, after, 50));
                filters.add(new ConversationFilter(null, null, null, null, "US.4003", sort, after, 50));
            }
        }
        ConversationSort newest = ConversationSort.CREATED_AT;
        filters.add(new ConversationFilter(null, null, null, FREQUENT_CALLER, null, newest, null, 50));
        filters.add(new ConversationFilter(null, null, null, FREQUENT_CALLER, null, newest, DEEP, 50));
        filters.add(new ConversationFilter(null, null, null, null, "+14159999999", newest, null, 50));
        filters.add(new ConversationFilter(null, null, null, null, "+14159999999", newest, DEEP, 50));
        return filters.stream();
    }

    /** The few conversations of a customer may be sorted and filtered. */
    @ParameterizedTest
    @MethodSource("filtersOfACustomer")
    void listsTheConversationsOfOneCustomer(ConversationFilter filter) {
        List<Object> parameters = new ArrayList<>();
        Plans.assertReads(ConversationStore.listStatement(TENANT, filter, parameters), parameters, 60, 2);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -", "-, +1 415 000 4003", "-, sip:carla@example.com", "-, US.4003", "+1 415 000 4003, -"})
    void listsContactsFromAnIndex(String words, String externalId) {
        for (Cursor after : new Cursor[] {null, DEEP}) {
            List<Object> parameters = new ArrayList<>();
            String sql = ContactStatements.list(TENANT, words, externalId, after, parameters);
            Plans.assertReads(sql, parameters, 60, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carla", "anna 1234", "FREQ Carl", "1234"})
    void findsNamesInTheirIndex(String words) {
        List<Object> parameters = new ArrayList<>();
        String sql = ContactStatements.list(TENANT, words, null, null, parameters);
        Plans.assertReads(sql, parameters, 200, 0);
        assertThat(API.as().queryParam("q", words).get("/api/v1/contacts").statusCode())
                .isEqualTo(200);
    }

    /** 66 000 contacts match. Whichever index PostgreSQL reads, it stops soon, and sorts few of them. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "Anna", "anna b 1", "1"})
    void sortsABoundedNumberOfNamesThatBeginWithALetter(String words) {
        List<Object> parameters = new ArrayList<>();
        String sql = ContactStatements.list(TENANT, words, null, null, parameters);
        Plans.assertReads(sql, parameters, ContactStatements.MOST_FOUND + 1, 20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "anna"})
    void refusesASearchThatIsTooBroad(String words) {
        ErrorEnvelope.assertError(
                API.as().queryParam("q", words).get("/api/v1/contacts").then(),
                ErrorCode.QUERY_TOO_BROAD,
                "More than 2000 contacts match. Search for more letters or words");
    }

    @ParameterizedTest
    @MethodSource("filters")
    void listsFromAnIndexInItsOrder(ConversationFilter filter) {
        List<Object> parameters = new ArrayList<>();
        Plans.assertReadsOnlyWhatItReturns(ConversationStore.listStatement(TENANT, filter, parameters), parameters);
    }

    /**
     * In an installation with so few bots that an index of them does not pay: a temporary table hides the one with
     * thousands, and the statistics say that conversations name few. The generic plan of a list of one bot expects few
     * rows, because most tenants are small.
     */
    @Test
    void listsFromAnIndexInItsOrderWhileBotsAreFew() {
        Map<String, List<Object>> statements = new LinkedHashMap<>();
        filters().filter(filter -> filter.botId() == null).forEach(filter -> {
            List<Object> parameters = new ArrayList<>();
            statements.put(ConversationStore.listStatement(TENANT, filter, parameters), parameters);
        });
        Plans.assertReadOnlyWhatTheyReturn("""
                CREATE TEMP TABLE bot (LIKE public.bot INCLUDING ALL);
                INSERT INTO bot SELECT * FROM public.bot WHERE id = '%s';
                INSERT INTO bot SELECT * FROM public.bot LIMIT 100 ON CONFLICT DO NOTHING;
                ALTER TABLE conversation ALTER bot_id SET (n_distinct = 100);
                ANALYZE bot, conversation""".formatted(BOT), statements);
    }

    @Test
    void findsByTheKeyEvenWithStatisticsFromBefore() {
        assertThat(Plans.complaints(findWithOldStatistics))
                .as(findWithOldStatistics.toPrettyString())
                .isEmpty();
        assertThat(findWithOldStatistics.toString()).contains("conversation_pk");
    }

    @Test
    void findsOneConversationByItsKey() {
        Plans.assertReadsOnlyWhatItReturns(ConversationStore.FIND, List.of(TENANT, LONG_THREAD));
    }

    @Test
    void changesAStatusByItsKey() {
        Plans.assertReadsOnlyWhatItReturnsInATransaction(
                ThreadSql.CHANGE_STATUS, List.of(TENANT, LONG_THREAD, "completed", "2026-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @EnumSource
    void readsAPageOfALongThreadFromItsIndex(PageOfThread page) {
        Plans.assertReadsOnlyWhatItReturns(page.sql, page.parameters);
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
        Plans.assertReadsOnlyWhatItReturns(
                InboundStatements.echoed(), List.of(TENANT, BOT, "+0", "message 1", "{phone}", "{+0}"));
    }

    @Test
    void findsAMessageAndItsConversationByTheirKeys() {
        Plans.assertReadsOnlyWhatItReturnsInATransaction(
                OutboundStatements.applyReport(),
                Arrays.asList(TENANT, BOT, "wamid.1", "read", null, "{queued,sending,sent,delivered}", REPLY, 1, true));
        Plans.assertReadsOnlyWhatItReturnsInATransaction(
                OutboundStatements.settle(),
                Arrays.asList(TENANT, LONG_THREAD, 20_001, null, REPLY, 1, "sent", "wamid.2", null));
        Plans.assertReadsOnlyWhatItReturnsInATransaction(
                OutboundStatements.claim(), List.of(TENANT, LONG_THREAD, 20_001, UUID.randomUUID(), 15));
    }

    /** Of a customer with a thread, and of one who writes for the first time. */
    @ParameterizedTest
    @ValueSource(strings = {"+14150004003", "+14157777777"})
    void storesAMessageByItsKeys(String customer) {
        String now = "2026-01-01T00:00:00Z";
        Plans.assertReadsOnlyWhatItReturnsInATransaction(
                InboundStatements.storeMessage(),
                Arrays.asList(
                        TENANT,
                        BOT,
                        "wamid.3",
                        UUID.randomUUID(),
                        "whatsapp",
                        customer,
                        now,
                        null,
                        "Hello",
                        now,
                        "true",
                        UUID.randomUUID(),
                        "user",
                        "Hello",
                        "text",
                        null,
                        "false",
                        5,
                        60,
                        "{phone}",
                        "{" + customer + "}",
                        null,
                        null,
                        null,
                        now,
                        null));
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
}
