package com.callmissed.bot;

import java.util.ArrayList;
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
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BotResourceTest {
    private static final String BOTS = "/api/v1/bots";

    private final Api api = Api.ofFreshTenant();

    @Test
    void createsABotWithEveryFieldOfTheContract() {
        Response created = api.as()
                .body(Map.of(
                        "name", "Support Bot",
                        "type", "whatsapp_voice",
                        "system_prompt", "Be kind",
                        "config", Map.of("greeting", "Hello", "nested", List.of(1, 2))))
                .post(BOTS);

        created.then()
                .statusCode(201)
                .header("Location", org.hamcrest.Matchers.equalTo(BOTS + "/" + created.path("id")));
        JsonPath json = created.jsonPath();
        assertThat(json.getMap("$").keySet())
                .isEqualTo(new java.util.LinkedHashSet<>(List.of(
                        "id",
                        "tenant_id",
                        "name",
                        "type",
                        "system_prompt",
                        "config",
                        "is_active",
                        "created_at",
                        "updated_at",
                        "conversation_count")));
        assertThat(json.getString("tenant_id")).isEqualTo(api.tenant().toString());
        assertThat(json.getBoolean("is_active")).isTrue();
        assertThat(json.getInt("conversation_count")).isZero();
        assertThat(api.as().get(BOTS + "/" + json.getString("id")).jsonPath().getMap("$"))
                .isEqualTo(json.getMap("$"));
    }

    @Test
    void countsConversations() {
        String bot = api.createBot("Bot");
        api.openConversation(bot);
        api.openConversation(bot);
        api.as().get(BOTS + "/" + bot).then().body("conversation_count", equalTo(2));
        api.as().post(BOTS + "/{id}/toggle", bot).then().body("conversation_count", equalTo(2));
    }

    @Test
    void replacesWhatCanChangeAndKeepsTheType() {
        String bot = api.createBot("Before", "Prompt");
        api.as()
                .body(Map.of("name", "After"))
                .put(BOTS + "/" + bot)
                .then()
                .statusCode(200)
                .body("name", equalTo("After"), "system_prompt", equalTo(""), "type", equalTo("whatsapp"));
        api.as()
                .body(Map.of("name", "After", "type", "ivr"))
                .put(BOTS + "/" + bot)
                .then()
                .statusCode(422)
                .body("error.details[0].field", equalTo("type"))
                .body("error.details[0].message", equalTo("is fixed at creation"));
        api.as()
                .body(Map.of("name", "After", "type", "whatsapp"))
                .put(BOTS + "/" + bot)
                .then()
                .statusCode(200);
    }

    @Test
    void togglesActivity() {
        String bot = api.createBot("Bot");
        api.as().post(BOTS + "/{id}/toggle", bot).then().statusCode(200).body("is_active", equalTo(false));
        api.as().post(BOTS + "/{id}/toggle", bot).then().statusCode(200).body("is_active", equalTo(true));
    }

    @Test
    void listsNewestFirstPageByPage() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.add(0, api.createBot("Bot " + i));
        }
        Response first = api.as().get(BOTS + "?limit=3");
        assertThat(first.jsonPath().getList("id")).isEqualTo(newestFirst.subList(0, 3));
        Response second = api.as().get(BOTS + "?limit=3&cursor=" + first.header("X-Next-Cursor"));
        assertThat(second.jsonPath().getList("id")).isEqualTo(newestFirst.subList(3, 5));
        assertThat(second.header("Link")).isNull();
    }

    @Test
    void enforcesTheLimitsOfTheContract() {
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of("name", "", "type", "whatsapp"),
                Map.of("name", "x".repeat(256), "type", "whatsapp"),
                Map.of("name", "x", "type", "telegram"),
                Map.of("name", "x"),
                Map.of("name", "x", "type", "whatsapp", "system_prompt", "x".repeat(50_001)))) {
            api.as().body(bad).post(BOTS).then().statusCode(422).body("error.code", equalTo("validation_failed"));
        }
        api.as().get(BOTS).then().body("$", org.hamcrest.Matchers.empty());
        api.as()
                .body(Map.of("name", "x".repeat(255), "type", "ivr", "system_prompt", "x".repeat(50_000)))
                .post(BOTS)
                .then()
                .statusCode(201);
    }

    @Test
    void opensNoConversationForADeletedOrUnknownBot() {
        String bot = api.createBot("Bot");
        api.as().delete(BOTS + "/" + bot).then().statusCode(204);
        for (String id : List.of(bot, UUID.randomUUID().toString())) {
            api.as()
                    .body(Map.of("bot_id", id, "channel", "voice", "external_id", "+14155550100"))
                    .post("/api/v1/conversations")
                    .then()
                    .statusCode(404)
                    .body("error.message", equalTo("Bot not found"));
        }
        api.as().get(BOTS).then().body("id", org.hamcrest.Matchers.not(contains(bot)));
    }
}
