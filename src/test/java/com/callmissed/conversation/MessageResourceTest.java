package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MessageResourceTest {
    private static final String MESSAGES = "/api/v1/conversations/{id}/messages";

    private final Api api = Api.ofFreshTenant();

    @Test
    void showsEveryFieldInTheOrderOfTheContract() {
        String id = api.openConversation(api.createBot("Bot"), "voice", "+14155550177");
        api.as()
                .body(Map.of("role", "assistant", "content", "Let me check", "tokens_used", 18))
                .post(MESSAGES, id)
                .then()
                .statusCode(201);

        Map<String, Object> message = api.as()
                .get(MESSAGES, id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("[0]");

        assertThat(message.keySet())
                .containsExactly(
                        "id",
                        "conversation_id",
                        "role",
                        "content",
                        "message_type",
                        "tokens_used",
                        "created_at",
                        "seq",
                        "status",
                        "metadata",
                        "automatic",
                        "reactions",
                        "deleted_at");
        assertThat(message)
                .containsEntry("conversation_id", id)
                .containsEntry("role", "assistant")
                .containsEntry("content", "Let me check")
                .containsEntry("message_type", "text")
                .containsEntry("tokens_used", 18)
                .containsEntry("seq", 1)
                .containsEntry("status", "sent")
                .containsEntry("metadata", null);
    }

    @Test
    void answersAnEmptyThreadWithAnEmptyArray() {
        String id = api.openConversation(api.createBot("Bot"));
        assertThat(api.as().get(MESSAGES, id).then().statusCode(200).extract().asString())
                .isEqualTo("[]");
        assertThat(api.as().get(MESSAGES + "?limit=5", id).asString()).isEqualTo("[]");
    }

    @Test
    void streamsAThreadOfSeveralPiecesInOrder() {
        String bot = api.createBot("Bot");
        String id = api.openConversation(bot);
        Database.update("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                SELECT ?, gen_random_uuid(), ?, ?, n, 'user', 'm' || n, 'text', 'sent', now()
                FROM generate_series(1, 401) n
                """, api.tenant(), UUID.fromString(id), UUID.fromString(bot));

        List<Map<String, Object>> thread = api.as()
                .get(MESSAGES, id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("$");

        assertThat(thread)
                .extracting(m -> m.get("seq"))
                .isEqualTo(IntStream.rangeClosed(1, 401).boxed().toList());
        assertThat(thread)
                .extracting(m -> m.get("content"))
                .startsWith("m1", "m2")
                .endsWith("m401");
    }

    @Test
    void pagesThroughAThreadInBothDirections() {
        String id = api.openConversation(api.createBot("Bot"));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(api.say(id, "user", "m" + i).extract().path("id"));
        }

        assertThat(page(id, "?limit=3")).isEqualTo(ids.subList(4, 7));
        assertThat(page(id, "?limit=3&before_id=" + ids.get(4))).isEqualTo(ids.subList(1, 4));
        assertThat(page(id, "?limit=3&before_id=" + ids.get(1))).isEqualTo(ids.subList(0, 1));
        assertThat(page(id, "?limit=3&after_id=" + ids.get(1))).isEqualTo(ids.subList(2, 5));
        assertThat(page(id, "?after_id=" + ids.get(6))).isEmpty();
        assertThat(page(id, "?before_id=" + ids.get(2))).isEqualTo(ids.subList(0, 2));
    }

    @Test
    void refusesPagesAroundUnknownMessages() {
        String id = api.openConversation(api.createBot("Bot"));
        String foreign = api.say(api.openConversation(api.createBot("Bot")), "user", "x")
                .extract()
                .path("id");
        api.as()
                .get(MESSAGES + "?before_id=" + foreign, id)
                .then()
                .statusCode(422)
                .body("error.details[0].field", equalTo("before_id"));
        api.as()
                .get(MESSAGES + "?before_id=" + foreign + "&after_id=" + foreign, id)
                .then()
                .statusCode(422);
        api.as()
                .get(MESSAGES + "?before_id=" + foreign, UUID.randomUUID())
                .then()
                .statusCode(404);
        api.as().get(MESSAGES, UUID.randomUUID()).then().statusCode(404).body("error.code", equalTo("not_found"));
    }

    @Test
    void keepsTheOrderUnderParallelWriters() {
        String id = api.openConversation(api.createBot("Bot"));
        IntStream.range(0, 60).parallel().forEach(i -> api.say(id, "user", "m" + i));

        List<Map<String, Object>> thread = api.as().get(MESSAGES, id).jsonPath().getList("$");

        assertThat(thread)
                .extracting(m -> m.get("seq"))
                .isEqualTo(IntStream.rangeClosed(1, 60).boxed().toList());
        assertThat(thread).extracting(m -> (String) m.get("created_at")).isSorted();
        api.as()
                .get("/api/v1/conversations/{id}", id)
                .then()
                .body(
                        "message_count",
                        equalTo(60),
                        "last_message_preview",
                        equalTo(thread.get(59).get("content")));
    }

    private List<String> page(String id, String query) {
        return api.as()
                .get(MESSAGES + query, id)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }
}
