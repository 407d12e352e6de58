package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.events.EventCursor;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;

/** A list and the events after its {@code X-Event-Cursor} are complete, and no change is in both. */
@QuarkusTest
class ListCursorTest {
    private static final String LIST = "/api/v1/conversations";
    private static final int WRITERS = 3;
    private static final int ROUNDS = 10;

    private final Api api = Api.ofFreshTenant();
    private String bot;

    @BeforeEach
    void createBot() {
        bot = api.createBot("Desk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?limit=1", "?status=failed", "?sort=last_activity", "?status=active&sort=last_activity"})
    void beginsAtTheBeginningForATenantWithoutEvents(String query) {
        Response list = get(LIST + query);
        assertThat(list.asString()).isEqualTo("[]");
        assertThat(cursor(list)).isEqualTo(EventCursor.START.toString());

        api.openConversation(bot);
        assertThat(behind(cursor(list))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?limit=1",
                "?status=active",
                "?channel=whatsapp&sort=created_at",
                "?sort=last_activity",
                "?status=active&sort=last_activity",
                "?status=failed",
                "?status=failed&sort=last_activity",
                "?channel=voice"
            })
    void isThePlaceOfTheLastEventInEveryList(String query) {
        api.say(api.openConversation(bot), "user", "one");
        assertAtEnd(get(LIST + query));
        api.say(api.openConversation(bot), "user", "two");
        assertAtEnd(get(LIST + query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=2", "?limit=2&sort=last_activity", "?limit=2&status=active&sort=last_activity"})
    void isThePlaceOfEachPage(String query) {
        for (int i = 0; i < 4; i++) {
            api.openConversation(bot);
        }
        Response first = get(LIST + query);
        api.openConversation(bot);
        Response second = get(LIST + query + "&cursor=" + first.header("X-Next-Cursor"));
        assertThat(second.jsonPath().getList("")).hasSize(2);
        assertAtEnd(second);
        assertThat(behind(cursor(first))).hasSize(1);

        // after the end: a page without conversations
        String last = get(LIST + query.replace("limit=2", "limit=4")).header("X-Next-Cursor");
        Response rest = get(LIST + query + "&cursor=" + last);
        assertAtEnd(rest);
    }

    @Test
    void isThePlaceOfTheLastEventInEveryThread() {
        String thread = api.openConversation(bot);
        String messages = LIST + "/" + thread + "/messages";
        assertAtEnd(get(messages));
        assertAtEnd(get(messages + "?limit=10"));

        List<String> ids = new ArrayList<>();
        for (String text : List.of("one", "two", "three")) {
            ids.add(api.say(thread, "user", text).extract().path("id"));
        }
        api.say(api.openConversation(bot), "user", "elsewhere");
        for (String query : List.of(
                "",
                "?limit=2",
                "?after_id=" + ids.get(0),
                "?after_id=" + ids.get(2),
                "?before_id=" + ids.get(2),
                "?before_id=" + ids.get(0))) {
            assertAtEnd(get(messages + query));
        }
    }

    /** The cursor is that of the first piece: later changes may be repeated, but none is lost. */
    @Test
    void isThePlaceOfTheLastEventInAThreadOfSeveralPieces() {
        String thread = api.openConversation(bot);
        api.say(thread, "user", "first");
        Database.update(
                "INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,"
                        + " created_at)"
                        + " SELECT tenant_id, gen_random_uuid(), id, bot_id, n, 'assistant', 'again', 'text', 'sent',"
                        + " now()"
                        + " FROM conversation, generate_series(2, 450) n WHERE tenant_id = ? AND id = ?",
                api.tenant(),
                UUID.fromString(thread));
        Response whole = get(LIST + "/" + thread + "/messages");
        assertThat(whole.jsonPath().getList("")).hasSize(450);
        assertAtEnd(whole);
    }

    @Test
    void missesNothingAndTellsNothingTwiceWhileOthersWrite() {
        AtomicInteger writing = new AtomicInteger(WRITERS);
        Set<String> threads = new HashSet<>();
        List<Snapshot> snapshots = new ArrayList<>();
        Parallel.run(WRITERS + 2, index -> {
            if (index < WRITERS) {
                try {
                    for (int i = 0; i < ROUNDS; i++) {
                        String thread = api.openConversation(bot);
                        add(threads, thread);
                        api.say(thread, "user", "hello");
                        api.say(thread, "user", "anybody there?");
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return null;
            }
            do {
                String sorted = index == WRITERS ? "" : "&status=active&sort=last_activity";
                add(snapshots, Snapshot.of(get(LIST + "?limit=500" + sorted)));
            } while (writing.get() > 0);
            return null;
        });

        assertThat(threads).hasSize(WRITERS * ROUNDS);
        List<Map<String, Object>> log = behind(EventCursor.START.toString());
        for (Snapshot snapshot : snapshots) {
            Map<String, Integer> messages = new HashMap<>(snapshot.messages());
            for (Map<String, Object> event : snapshot.behind(log)) {
                String thread = (String) event.get("conversation_id");
                if (event.get("type").equals("conversation.started")) {
                    assertThat(messages.put(thread, 0)).as("known before").isNull();
                } else {
                    messages.computeIfPresent(thread, (id, count) -> count + 1);
                }
            }
            assertThat(messages.keySet()).isEqualTo(threads);
            assertThat(messages.values()).containsOnly(2);
        }
    }

    @Test
    void missesNoMessageAndTellsNoneTwiceWhileOthersWrite() {
        String thread = api.openConversation(bot);
        AtomicInteger writing = new AtomicInteger(WRITERS);
        List<String> said = new ArrayList<>();
        List<Snapshot> snapshots = new ArrayList<>();
        Parallel.run(WRITERS + 2, index -> {
            if (index < WRITERS) {
                try {
                    for (int i = 0; i < ROUNDS; i++) {
                        String content = index + "/" + i;
                        api.say(thread, "user", content);
                        add(said, content);
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return null;
            }
            do {
                String page = index == WRITERS ? "" : "?limit=100";
                Response answer = get(LIST + "/" + thread + "/messages" + page);
                Map<String, Integer> contents = new HashMap<>();
                answer.jsonPath()
                        .getList("content", String.class)
                        .forEach(content -> contents.merge(content, 1, Integer::sum));
                add(snapshots, new Snapshot(contents, cursor(answer)));
            } while (writing.get() > 0);
            return null;
        });

        List<Map<String, Object>> log = behind(EventCursor.START.toString());
        for (Snapshot snapshot : snapshots) {
            Map<String, Integer> contents = new HashMap<>(snapshot.messages());
            snapshot.behind(log).forEach(event -> contents.merge(contentOf(event), 1, Integer::sum));
            assertThat(contents.keySet()).containsExactlyInAnyOrderElementsOf(said);
            assertThat(contents.values()).containsOnly(1);
        }
    }

    /**
     * The state of a list.
     *
     * @param messages number of messages, by conversation or by content
     */
    private record Snapshot(Map<String, Integer> messages, String cursor) {
        static Snapshot of(Response list) {
            Map<String, Integer> counts = new HashMap<>();
            list.jsonPath()
                    .<Map<String, Object>>getList("")
                    .forEach(row -> counts.put((String) row.get("id"), (Integer) row.get("message_count")));
            return new Snapshot(counts, list.header(EventCursor.HEADER));
        }

        /** The part of the whole log after this cursor, which must be a cursor of the log. */
        List<Map<String, Object>> behind(List<Map<String, Object>> log) {
            List<Object> cursors = new ArrayList<>(List.of(EventCursor.START.toString()));
            log.forEach(event -> cursors.add(event.get("cursor")));
            assertThat(cursors).contains(cursor);
            return log.subList(cursors.indexOf(cursor), log.size());
        }
    }

    private static <T> void add(Collection<T> all, T one) {
        synchronized (all) {
            all.add(one);
        }
    }

    private static String contentOf(Map<String, Object> event) {
        Map<?, ?> data = (Map<?, ?>) event.get("data");
        return (String) ((Map<?, ?>) data.get("message")).get("content");
    }

    /** Checks that the cursor is that of the last event, so that this event need not be read again. */
    private void assertAtEnd(Response list) {
        List<Map<String, Object>> all = behind(EventCursor.START.toString());
        assertThat(EventCursor.parse(cursor(list))).isNotNull();
        assertThat(cursor(list)).isEqualTo(all.get(all.size() - 1).get("cursor"));
    }

    private List<Map<String, Object>> behind(String cursor) {
        List<Map<String, Object>> events = new ArrayList<>();
        String next = cursor;
        while (true) {
            Response page = get("/api/v1/events?limit=500&after=" + next);
            List<Map<String, Object>> some = page.jsonPath().getList("");
            if (some.isEmpty()) {
                return events;
            }
            events.addAll(some);
            next = cursor(page);
        }
    }

    private Response get(String path) {
        return api.as().get(path).then().statusCode(200).extract().response();
    }

    private static String cursor(Response answer) {
        return answer.header(EventCursor.HEADER);
    }
}
