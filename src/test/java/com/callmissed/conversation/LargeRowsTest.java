package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.LargeRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.Statements;

import static org.assertj.core.api.Assertions.assertThat;

/** Pages are limited by bytes, too. Nothing is lost, repeated or out of order, and rows of any size stay readable. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LargeRowsTest {
    private static final int LIMIT = 4 * 1024 * 1024;

    private final Api api = Api.ofFreshTenant();
    private final UUID tenant = api.tenant();
    private final UUID bot = UUID.randomUUID();

    @ParameterizedTest
    @EnumSource
    void listsEachConversationOnceInPagesOfLimitedSize(ConversationSort sort) {
        LargeRows.bot(Database::update, tenant, bot);
        LargeRows.conversations(Database::update, tenant, bot, 90, 3, 300_000);
        List<Response> pages = pages("/api/v1/conversations?limit=40&sort=" + sort.value());

        assertThat(pages).hasSizeGreaterThan(9).allSatisfy(page -> {
            assertThat(page.asByteArray()).hasSizeLessThan(LIMIT);
            assertThat(page.jsonPath().getList("id")).isNotEmpty().hasSizeLessThanOrEqualTo(40);
            assertThat(page.header("X-Event-Cursor")).isNotBlank();
        });
        assertThat(all(pages, "id"))
                .isEqualTo(Database.column(
                        "SELECT id FROM conversation WHERE tenant_id = ? ORDER BY created_at DESC, id DESC", tenant));
        assertThat(all(pages, "metadata.note").stream().map(String::length).map(String::valueOf))
                .containsExactlyElementsOf(noteLengths());
    }

    private List<String> noteLengths() {
        return Database.column(
                "SELECT length(metadata->>'note') FROM conversation WHERE tenant_id = ?"
                        + " ORDER BY created_at DESC, id DESC",
                tenant);
    }

    @Test
    void listsARowOfFourMegabytesOnAPageOfItsOwn() {
        LargeRows.bot(Database::update, tenant, bot);
        LargeRows.conversations(Database::update, tenant, bot, 3, 1, 4_000_000);
        List<Response> pages = pages("/api/v1/conversations");

        assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(
                        page.jsonPath().getString("[0].metadata.note"))
                .hasSize(4_000_000));
        String id = pages.get(1).path("[0].id");
        assertThat(api.as().get("/api/v1/conversations/" + id).jsonPath().getString("metadata.note"))
                .hasSize(4_000_000);
    }

    /** Ordinary metadata costs no second statement; the limit of the contract costs one. */
    @Test
    void readsLongMetadataWithOneStatementMore() {
        LargeRows.bot(Database::update, tenant, bot);
        LargeRows.conversations(Database::update, tenant, bot, 60, 60, 300);
        assertThat(Statements.during(
                        () -> api.as().get("/api/v1/conversations").then().statusCode(200)))
                .hasSize(1);
        LargeRows.conversations(Database::update, tenant, UUID.fromString(api.createBot("Other")), 40, 1, 16_000);
        List<String> executed = Statements.during(() -> assertThat(
                        api.as().get("/api/v1/conversations").jsonPath().getList("id"))
                .hasSize(100));
        assertThat(executed).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?limit=500", "?limit=60", "?limit=7"})
    void returnsEachMessageOnce(String query) {
        UUID thread = thread(120, 10, 200_000);
        Response newest = api.as().get("/api/v1/conversations/" + thread + "/messages" + query);

        newest.then().statusCode(200);
        List<Integer> seqs = newest.jsonPath().getList("seq");
        int limit = query.isEmpty() ? 120 : Integer.parseInt(query.replaceAll("\\D", ""));
        assertThat(seqs)
                .isEqualTo(IntStream.rangeClosed(Math.max(1, 121 - limit), 120)
                        .boxed()
                        .toList());
        List<Map<String, Object>> messages = newest.jsonPath().getList("");
        assertThat(messages.stream().map(message -> message.get("content")))
                .containsExactlyElementsOf(seqs.stream()
                        .map(seq -> seq + "y".repeat(seq % 10 == 0 ? 200_000 : 10))
                        .toList());
        assertThat(messages.stream().map(message -> message.get("metadata")))
                .containsExactlyElementsOf(seqs.stream()
                        .map(seq -> seq % 10 == 1 ? Map.of("n", "z".repeat(200_000)) : null)
                        .toList());
    }

    @Test
    void pagesThroughAThreadInBothDirections() {
        UUID thread = thread(50, 4, 100_000);
        String messages = "/api/v1/conversations/" + thread + "/messages?limit=9";
        List<Integer> forward = new ArrayList<>();
        List<Integer> backward = new ArrayList<>();
        String first = Database.column("SELECT id FROM message WHERE conversation_id = ? AND seq = 1", thread)
                .get(0);
        for (String after = first; after != null; ) {
            List<Map<String, Object>> page =
                    api.as().get(messages + "&after_id=" + after).jsonPath().getList("");
            page.forEach(message -> forward.add((Integer) message.get("seq")));
            after = page.isEmpty() ? null : page.get(page.size() - 1).get("id").toString();
        }
        for (String before = ""; before != null; ) {
            Response page = api.as().get(messages + before);
            List<String> ids = page.jsonPath().getList("id");
            backward.addAll(0, page.jsonPath().getList("seq"));
            before = ids.isEmpty() ? null : "&before_id=" + ids.get(0);
        }
        assertThat(forward).isEqualTo(IntStream.rangeClosed(2, 50).boxed().toList());
        assertThat(backward).isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
    }

    @Test
    void listsEachBotOnceInPagesOfLimitedSize() {
        Database.update("""
                INSERT INTO bot (tenant_id, id, name, type, system_prompt, config, created_at, updated_at)
                SELECT ?, gen_random_uuid(), n, 'ivr', repeat('é', 50000), jsonb_build_object('n', repeat('x', 16000)),
                    t, t
                FROM generate_series(1, 50) n,
                    LATERAL (SELECT timestamptz '2026-01-01Z' + n / 2 * interval '1 second' AS t) made
                """, tenant);
        List<Response> pages = pages("/api/v1/bots?limit=30");

        assertThat(pages).hasSizeGreaterThan(4).allSatisfy(page -> assertThat(page.asByteArray())
                .hasSizeLessThan(LIMIT));
        assertThat(all(pages, "id"))
                .isEqualTo(Database.column(
                        "SELECT id FROM bot WHERE tenant_id = ? ORDER BY created_at DESC, id DESC", tenant));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void returnsEachEventOnce(int nth) {
        LargeRows.events(Database::update, tenant, 150, nth, 250_000);
        List<Long> seqs = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        String query = "?limit=110";
        for (boolean more = true; more; ) {
            Response page = api.as().get("/api/v1/events" + query);
            page.then().statusCode(200);
            assertThat(page.asByteArray()).hasSizeLessThan(LIMIT);
            List<Long> read = page.jsonPath().getList("seq", Long.class);
            assertThat(read).hasSizeLessThanOrEqualTo(110);
            seqs.addAll(read);
            page.jsonPath().getList("data.value", String.class).forEach(value -> lengths.add(value.length()));
            query = "?limit=110&after=" + page.header("X-Event-Cursor");
            more = !read.isEmpty();
        }
        assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
        assertThat(lengths)
                .isEqualTo(IntStream.rangeClosed(1, 150)
                        .map(n -> n % nth == 0 ? 250_000 : 10)
                        .boxed()
                        .toList());
    }

    private UUID thread(int messages, int nth, int bytes) {
        LargeRows.bot(Database::update, tenant, bot);
        LargeRows.conversations(Database::update, tenant, bot, 1, 2, 0);
        UUID thread = UUID.fromString(Database.column("SELECT id FROM conversation WHERE tenant_id = ?", tenant)
                .get(0));
        LargeRows.messages(Database::update, tenant, bot, thread, messages, nth, bytes);
        return thread;
    }

    /** Follows the links. */
    private List<Response> pages(String path) {
        List<Response> pages = new ArrayList<>();
        for (String next = path; next != null; ) {
            Response page = api.as().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            pages.add(page);
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
            assertThat(page.header("X-Next-Cursor") == null).isEqualTo(next == null);
        }
        return pages;
    }

    private static List<String> all(List<Response> pages, String field) {
        return pages.stream()
                .flatMap(page -> page.jsonPath().getList(field, String.class).stream())
                .toList();
    }
}
