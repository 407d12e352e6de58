package com.callmissed.conversation;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ConversationResourceTest {
    private static final String CONVERSATIONS = "/api/v1/conversations";

    private final Api api = Api.ofFreshTenant();

    @Test
    void showsEveryFieldInTheOrderOfTheContract() {
        String bot = api.createBot("Support Bot");
        String id = api.openConversation(bot, "whatsapp", "+919876543210");

        JsonPath json = api.as()
                .get(CONVERSATIONS + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        Map<String, Object> fields = json.getMap("$");
        assertThat(fields.keySet())
                .containsExactly(
                        "id",
                        "tenant_id",
                        "bot_id",
                        "channel",
                        "external_id",
                        "status",
                        "duration_seconds",
                        "metadata",
                        "ai_autoreply_enabled",
                        "created_at",
                        "updated_at",
                        "bot_name",
                        "last_message_at",
                        "last_message_preview",
                        "message_count",
                        "reply_window_expires_at",
                        "autoreply",
                        "status_reason",
                        "contact_id",
                        "display_name",
                        "contact_name",
                        "profile_name");
        assertThat(fields)
                .containsEntry("id", id)
                .containsEntry("tenant_id", api.tenant().toString())
                .containsEntry("bot_id", bot)
                .containsEntry("channel", "whatsapp")
                .containsEntry("external_id", "+919876543210")
                .containsEntry("status", "active")
                .containsEntry("duration_seconds", null)
                .containsEntry("metadata", null)
                .containsEntry("ai_autoreply_enabled", true)
                .containsEntry("bot_name", "Support Bot")
                .containsEntry("message_count", 0);
        assertThat(json.getString("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    }

    @Test
    void opensOneWhatsAppThreadForACustomerAndEveryCallAnew() {
        String bot = api.createBot("Bot");
        Map<String, Object> request =
                Map.of("bot_id", bot, "channel", "whatsapp", "external_id", "+14155550101", "metadata", Map.of("a", 1));

        Response first = api.as().body(request).post(CONVERSATIONS);
        Response second = api.as().body(request).post(CONVERSATIONS);

        first.then()
                .statusCode(201)
                .header("Location", org.hamcrest.Matchers.equalTo(CONVERSATIONS + "/" + first.path("id")))
                .body("metadata.a", equalTo(1));
        second.then().statusCode(200);
        assertThat(second.jsonPath().getMap("$")).isEqualTo(first.jsonPath().getMap("$"));
        assertThat(api.openConversation(bot, "voice", "+14155550101"))
                .isNotEqualTo(api.openConversation(bot, "voice", "+14155550101"));
    }

    @Test
    void movesThroughStatusesAndReopensForTheCustomer() {
        String id = api.openConversation(api.createBot("Bot"));

        api.as()
                .body("{\"status\":\"completed\"}")
                .put(CONVERSATIONS + "/{id}/status", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("completed"), "id", equalTo(id));
        api.say(id, "user", "Wait");
        assertThat(status(id)).isEqualTo("active");
        api.as().body("{\"status\":\"escalated\"}").put(CONVERSATIONS + "/{id}/status", id);
        api.say(id, "user", "Hello?");
        assertThat(status(id)).isEqualTo("escalated");
    }

    @Test
    void pausesAndResumesAutoreply() {
        String id = api.openConversation(api.createBot("Bot"));
        for (boolean enabled : List.of(false, false, true)) {
            api.as()
                    .body(Map.of("enabled", enabled))
                    .post(CONVERSATIONS + "/{id}/autoreply", id)
                    .then()
                    .statusCode(200)
                    .body("ai_autoreply_enabled", equalTo(enabled));
        }
    }

    @Test
    void listsNewestFirstPageByPage() {
        String bot = api.createBot("Bot");
        List<String> newestFirst = new java.util.ArrayList<>();
        for (int i = 0; i < 7; i++) {
            newestFirst.add(0, api.openConversation(bot));
        }

        List<String> seen = new java.util.ArrayList<>();
        String next = CONVERSATIONS + "?limit=3&bot_id=" + bot;
        int pages = 0;
        while (next != null) {
            Response page = api.as().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            seen.addAll(page.jsonPath().getList("id", String.class));
            String link = page.header("Link");
            assertThat(link == null).isEqualTo(page.header("X-Next-Cursor") == null);
            next = link == null ? null : link.substring(1, link.indexOf('>'));
            pages++;
        }

        assertThat(seen).isEqualTo(newestFirst);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void filtersByChannelStatusAndBot() {
        String bot = api.createBot("Bot");
        String other = api.createBot("Other");
        String whatsApp = api.openConversation(bot);
        String voice = api.openConversation(bot, "voice", "+14155550102");
        String elsewhere = api.openConversation(other);
        api.as().body("{\"status\":\"failed\"}").put(CONVERSATIONS + "/{id}/status", voice);

        assertThat(ids("")).containsExactly(elsewhere, voice, whatsApp);
        assertThat(ids("?channel=voice")).containsExactly(voice);
        assertThat(ids("?channel=whatsapp")).containsExactly(elsewhere, whatsApp);
        assertThat(ids("?status=failed")).containsExactly(voice);
        assertThat(ids("?status=active&channel=voice")).isEmpty();
        assertThat(ids("?bot_id=" + bot)).containsExactly(voice, whatsApp);
        assertThat(ids("?bot_id=" + bot + "&channel=whatsapp&status=active")).containsExactly(whatsApp);
        assertThat(ids("?bot_id=" + UUID.randomUUID())).isEmpty();
    }

    @Test
    void sortsByLastActivity() {
        String bot = api.createBot("Bot");
        String first = api.openConversation(bot);
        String second = api.openConversation(bot);
        api.say(first, "user", "Hi");

        assertThat(ids("?sort=last_activity")).containsExactly(first, second);
        assertThat(ids("?sort=created_at")).containsExactly(second, first);
    }

    @Test
    void keepsConversationsOfADeletedBot() {
        String bot = api.createBot("Gone soon");
        String id = api.openConversation(bot);
        api.say(id, "user", "Hi");

        api.as().delete("/api/v1/bots/{id}", bot).then().statusCode(204);

        api.as()
                .get(CONVERSATIONS + "/" + id)
                .then()
                .statusCode(200)
                .body("bot_name", equalTo(""), "bot_id", equalTo(bot), "message_count", equalTo(1));
        api.as().get("/api/v1/bots/{id}", bot).then().statusCode(404);
        api.as().delete("/api/v1/bots/{id}", bot).then().statusCode(404);
    }

    @Test
    void tellsWhenTheReplyWindowCloses() {
        String id = api.openConversation(api.createBot("Bot"));
        api.as().get(CONVERSATIONS + "/" + id).then().body("reply_window_expires_at", nullValue());

        String createdAt = api.say(id, "user", "Hi").extract().path("created_at");

        assertThat(java.time.Instant.parse(
                        api.as().get(CONVERSATIONS + "/" + id).path("reply_window_expires_at")))
                .isEqualTo(java.time.Instant.parse(createdAt).plus(java.time.Duration.ofHours(24)));
    }

    private String status(String id) {
        return api.as().get(CONVERSATIONS + "/" + id).path("status");
    }

    private List<String> ids(String query) {
        return api.as()
                .get(CONVERSATIONS + query)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }
}
