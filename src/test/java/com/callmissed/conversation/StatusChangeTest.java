package com.callmissed.conversation;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.Statements;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A change by one statement has the same effect as one that is committed together with the response to an
 * Idempotency-Key.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StatusChangeTest {
    private final Api api = Api.ofFreshTenant();
    private String id;

    @BeforeEach
    void open() {
        id = api.openConversation(api.createBot("Front desk"), "whatsapp", "+919876543210");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changesTheStatusAndTellsSo(boolean withKey) {
        JsonPath before = conversation();

        JsonPath answer = change(withKey, "completed");

        assertThat(answer.getMap("$")).isEqualTo(conversation().getMap("$"));
        assertThat(answer.getString("status")).isEqualTo("completed");
        assertThat(answer.getString("bot_name")).isEqualTo("Front desk");
        assertThat(answer.getInt("autoreply.epoch")).isEqualTo(before.getInt("autoreply.epoch"));
        assertThat(answer.getString("updated_at")).isGreaterThan(before.getString("updated_at"));
        assertThat(Database.column(
                        "SELECT status_changed_at = updated_at FROM conversation WHERE id = ?", UUID.fromString(id)))
                .containsExactly("t");
        List<Map<String, Object>> events = events();
        assertThat(events).hasSize(1);
        assertThat(events.get(0))
                .containsEntry("type", "conversation.status_changed")
                .containsEntry("data", Map.of("conversation", answer.getMap("$")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEscalationEndsWhatTheBotIsAbout(boolean withKey) {
        int before = conversation().getInt("autoreply.epoch");
        assertThat(change(withKey, "escalated").getInt("autoreply.epoch")).isEqualTo(before + 1);
        assertThat(events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStatusThatItHasIsNoChange(boolean withKey) {
        JsonPath before = conversation();
        assertThat(change(withKey, "active").getMap("$")).isEqualTo(before.getMap("$"));
        assertThat(conversation().getMap("$")).isEqualTo(before.getMap("$"));
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherTenantHasNoSuchConversation(boolean withKey) {
        Api stranger = Api.ofFreshTenant();
        stranger.createBot("Other");
        request(stranger, withKey, "completed")
                .put("/api/v1/conversations/{id}/status", id)
                .then()
                .statusCode(404);
        assertThat(conversation().getString("status")).isEqualTo("active");
        assertThat(events()).isEmpty();
    }

    @Test
    void takesOneStatementAndOneForItsEvent() {
        List<String> executed = Statements.during(() -> change(false, "failed"));
        assertThat(executed).hasSize(4).anyMatch(sql -> sql.startsWith("UPDATE conversation")); // with BEGIN and COMMIT
    }

    private JsonPath change(boolean withKey, String status) {
        return request(api, withKey, status)
                .put("/api/v1/conversations/{id}/status", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static RequestSpecification request(Api api, boolean withKey, String status) {
        RequestSpecification request = api.as().body("{\"status\":\"" + status + "\"}");
        return withKey ? request.header("Idempotency-Key", UUID.randomUUID().toString()) : request;
    }

    private JsonPath conversation() {
        return api.as().get("/api/v1/conversations/" + id).jsonPath();
    }

    /** The events after the first one, which is the start of the conversation. */
    private List<Map<String, Object>> events() {
        List<Map<String, Object>> all =
                api.as().get("/api/v1/events").jsonPath().getList("$");
        return all.subList(1, all.size());
    }
}
