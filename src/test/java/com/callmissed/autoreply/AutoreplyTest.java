package com.callmissed.autoreply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AutoreplyTest {
    private static final String CONVERSATION = "/api/v1/conversations/{id}";
    private static final String AUTOREPLY = CONVERSATION + "/autoreply";

    private final Api api = Api.ofFreshTenant();

    @Test
    void saysWhoAnswersFromTheBeginning() {
        String id = conversation();
        JsonPath json = get(id);
        Map<String, Object> autoreply = json.getMap("autoreply");
        assertThat(autoreply.keySet()).containsExactly("enabled", "epoch", "since", "by", "reason", "resumes_at");
        assertThat(autoreply)
                .containsEntry("enabled", true)
                .containsEntry("epoch", 0)
                .containsEntry("since", json.get("created_at"))
                .containsEntry("by", null)
                .containsEntry("reason", null)
                .containsEntry("resumes_at", null);
    }

    @Test
    void pausesForATimeWithAReason() {
        String id = conversation();

        post(id, "{\"enabled\":false,\"resume_after\":\"PT2H\",\"reason\":\"A complaint\"}")
                .statusCode(200)
                .body("$", not(hasKey("in_flight")))
                .body("ai_autoreply_enabled", equalTo(false))
                .body("autoreply.epoch", equalTo(1))
                .body("autoreply.by.kind", equalTo("user"))
                .body("autoreply.by.id", equalTo("user-owner"))
                .body("autoreply.reason", equalTo("A complaint"));

        JsonPath json = get(id);
        Instant since = Instant.parse(json.getString("autoreply.since"));
        assertThat(Instant.parse(json.getString("autoreply.resumes_at"))).isEqualTo(since.plus(Duration.ofHours(2)));
    }

    @Test
    void endsPausesWhileAnotherTenantStandsStill() {
        Api still = Api.ofFreshTenant();
        String held = still.openConversation(still.createBot("Still"));
        String id = conversation();
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", still.tenant())) {
            endPause(still.tenant(), held);
            int stuck = log.awaitBlocked();

            endPause(api.tenant(), id);

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> get(id).getBoolean("ai_autoreply_enabled"));
            assertThat(log.awaitBlocked()).isEqualTo(stuck);
        }
        Awaitility.await()
                .until(() -> still.as().get(CONVERSATION, held).jsonPath().getBoolean("ai_autoreply_enabled"));
    }

    private static void endPause(UUID tenant, String conversation) {
        Database.update(
                "UPDATE conversation SET ai_autoreply_enabled = false, autoreply_resumes_at = now()"
                        + " WHERE tenant_id = ? AND id = ?",
                tenant,
                UUID.fromString(conversation));
    }

    @Test
    void answersAgainWhenThePauseHasEnded() {
        String id = conversation();
        post(id, "{\"enabled\":false,\"resume_after\":\"PT1H\",\"reason\":\"Lunch\"}")
                .statusCode(200);
        Database.update(
                "UPDATE conversation SET autoreply_resumes_at = now() WHERE tenant_id = ? AND id = ?",
                api.tenant(),
                UUID.fromString(id));

        Awaitility.await().until(() -> get(id).getBoolean("ai_autoreply_enabled"));
        assertThat(get(id).getMap("autoreply"))
                .containsEntry("epoch", 2)
                .containsEntry("by", hashMap("system", null))
                .containsEntry("reason", null)
                .containsEntry("resumes_at", null);
    }

    @Test
    void changesNothingWhenItIsAlreadySo() {
        String id = conversation();
        post(id, "{\"enabled\":true}").statusCode(200);
        assertThat(get(id).getInt("autoreply.epoch")).isZero();
        post(id, "{\"enabled\":false}").statusCode(200);
        String before = get(id).prettify();
        post(id, "{\"enabled\":false}").statusCode(200);
        assertThat(get(id).prettify()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"enabled\":true,\"resume_after\":\"PT1H\"} | resume_after | is only for a pause",
                "{\"enabled\":true,\"reason\":\"x\"} | reason | is only for a pause",
                "{\"enabled\":false,\"resume_after\":\"PT0S\"} | resume_after | must be at least PT1S",
                "{\"enabled\":false,\"resume_after\":\"P366D\"} | resume_after | must be at most P365D",
                "{\"enabled\":false,\"resume_after\":\"soon\"} | resume_after"
                        + " | must be an ISO 8601 duration such as PT2H",
                "{\"enabled\":false,\"resume_after\":7200} | resume_after | must be an ISO 8601 duration such as PT2H",
                "{\"enabled\":false,\"reason\":\"\"} | reason | must have a length of 1 to 500",
                "{\"enabled\":null} | enabled | is required"
            })
    void refusesWhatMakesNoSense(String body, String field, String message) {
        String id = conversation();
        ErrorEnvelope.assertInvalid(post(id, body), field, message);
        assertThat(get(id).getInt("autoreply.epoch")).isZero();
    }

    @Test
    void isSilencedByAReply() {
        String id = conversation();
        api.say(id, "user", "Hello?");
        api.say(id, "assistant", "Hello, this is Dana.");
        assertThat(get(id).getMap("autoreply"))
                .containsEntry("enabled", false)
                .containsEntry("epoch", 1)
                .containsEntry("reason", "human_reply")
                .containsEntry("by", hashMap("user", "user-owner"));
        api.say(id, "assistant", "How can I help?");
        assertThat(get(id).getInt("autoreply.epoch")).isEqualTo(2);
        post(id, "{\"enabled\":true}").statusCode(200).body("autoreply.epoch", equalTo(3));
    }

    @Test
    void isSilencedByAMessageFromTheBusinessPhone() {
        WhatsAppBot bot = WhatsAppBot.create();
        String number = Api.randomNumber();
        bot.post(bot.text(number.substring(1), WhatsAppBot.wamid(), "Hello?")).statusCode(200);
        assertThat(bot.conversation(number).get("ai_autoreply_enabled")).isEqualTo(true);

        bot.post(bot.echo(number.substring(1), WhatsAppBot.wamid(), "Hello, this is Dana."))
                .statusCode(200);

        assertThat(autoreply(bot, number))
                .containsEntry("enabled", false)
                .containsEntry("epoch", 1)
                .containsEntry("reason", "human_reply")
                .containsEntry("by", hashMap("user", null));
        bot.post(bot.echo(number.substring(1), WhatsAppBot.wamid(), "Still there?"))
                .statusCode(200);
        assertThat(autoreply(bot, number)).containsEntry("epoch", 2);
    }

    @Test
    void raisesTheEpochWhenItIsEscalated() {
        String id = conversation();
        status(id, "escalated");
        assertThat(get(id).getMap("autoreply")).containsEntry("enabled", true).containsEntry("epoch", 1);
        status(id, "escalated");
        status(id, "active");
        assertThat(get(id).getInt("autoreply.epoch")).isEqualTo(1);
    }

    @Test
    void remembersWhichMessagesPeopleWereInChargeFor() {
        String id = conversation();
        api.say(id, "user", "1");
        api.say(id, "assistant", "2");
        api.say(id, "user", "3");
        post(id, "{\"enabled\":true}").statusCode(200);
        api.say(id, "user", "4");
        assertThat(Database.column(
                        "SELECT in_human_stretch FROM message WHERE tenant_id = ? ORDER BY seq", api.tenant()))
                .isEqualTo(List.of("f", "t", "t", "f"));
    }

    private String conversation() {
        return api.openConversation(api.createBot("Bot"));
    }

    private JsonPath get(String id) {
        return api.as().get(CONVERSATION, id).then().statusCode(200).extract().jsonPath();
    }

    private ValidatableResponse post(String id, String body) {
        return api.as().body(body).post(AUTOREPLY, id).then();
    }

    private void status(String id, String status) {
        api.as()
                .body(Map.of("status", status))
                .put(CONVERSATION + "/status", id)
                .then()
                .statusCode(200);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> autoreply(WhatsAppBot bot, String number) {
        return (Map<String, Object>) bot.conversation(number).get("autoreply");
    }

    private static Map<String, Object> hashMap(String kind, String id) {
        Map<String, Object> actor = new java.util.HashMap<>();
        actor.put("kind", kind);
        actor.put("id", id);
        return actor;
    }
}
