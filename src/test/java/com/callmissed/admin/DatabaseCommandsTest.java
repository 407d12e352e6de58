package com.callmissed.admin;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each check finds what is wrong in one tenant, and names it without what is secret. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DatabaseCommandsTest {
    private static final String TOKEN = "access-token-of-the-business-1234";
    private static final String VERIFY_TOKEN = "verify-token-of-the-business";

    private final Api api = Api.ofFreshTenant();
    private String bot;

    @BeforeEach
    void fill() {
        bot = api.createBot("Bot");
        api.as()
                .body(Map.of(
                        "phone_number_id",
                        Api.randomNumber().substring(1),
                        "access_token",
                        TOKEN,
                        "app_secret",
                        "app-secret-of-tests",
                        "verify_token",
                        VERIFY_TOKEN))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
        api.as()
                .header("Idempotency-Key", "once")
                .body(Map.of("name", "Partner", "scopes", List.of("bots:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201);
        for (int event = 0; event < 3; event++) {
            api.openConversation(bot);
        }
    }

    @Test
    void findsNothingWrongInWhatTheServiceHasStored() {
        Operator verified = verify();
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        assertThat(lines(verified))
                .containsExactly(
                        "events ok 3 0 null",
                        "credentials ok 1 0 null",
                        "verify tokens ok 1 0 null",
                        "responses ok 1 0 null",
                        "api keys ok 1 0 null",
                        "sending ok 1 0 the database of this instance: a start sends");
        assertThat(Operator.runs("database", "verify", "--tenant", tenant()).out())
                .startsWith("check ")
                .hasLineCount(7);
    }

    @Test
    void findsAChangedSecretAndDoesNotShowIt() {
        Database.update(
                "UPDATE bot_channel SET credentials = set_byte(credentials, 30, 255 - get_byte(credentials, 30))"
                        + " WHERE tenant_id = ?",
                api.tenant());
        try {
            Operator verified = verify();
            assertFailed(verified, "credentials");
            assertThat(lines(verified))
                    .contains(
                            "credentials failed 1 1 tenant " + tenant() + ", bot " + bot + ", whatsapp",
                            "verify tokens ok 0 0 null");
        } finally {
            Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", api.tenant());
        }
    }

    @Test
    void findsAVerifyTokenUnderAnotherPepper() {
        Database.update(
                "UPDATE bot_channel SET verify_token_hash = sha256('another pepper') WHERE tenant_id = ?",
                api.tenant());
        Operator verified = verify();
        assertFailed(verified, "verify tokens");
        assertThat(lines(verified))
                .contains("verify tokens failed 1 1 tenant " + tenant() + ", bot " + bot + ", whatsapp");
    }

    @Test
    void findsAChangedResponse() {
        Database.update(
                "UPDATE idempotency SET answer = set_byte(answer, 30, 255 - get_byte(answer, 30))"
                        + " WHERE tenant_id = ?",
                api.tenant());
        Operator verified = verify();
        assertFailed(verified, "responses");
        assertThat(lines(verified)).contains("responses failed 1 1 a response of tenant " + tenant());
    }

    @Test
    void findsKeysThatNoConfiguredPepperOpens() {
        Database.update(
                "UPDATE api_key SET inner_keys = decode(repeat('00', 60), 'hex') WHERE tenant_id = ?", api.tenant());
        Operator unreadable = verify();
        assertFailed(unreadable, "api keys");
        String key = Database.column("SELECT id FROM api_key WHERE tenant_id = ?", api.tenant())
                .get(0);
        assertThat(lines(unreadable)).contains("api keys failed 1 1 key " + key + " of tenant " + tenant());

        Database.update("UPDATE api_key SET pepper_id = '\\x01020304' WHERE tenant_id = ?", api.tenant());
        Operator unknown = verify();
        assertFailed(unknown, "api keys");
        assertThat(lines(unknown)).contains("api keys failed 1 1 1 keys of a pepper that is not configured");

        Database.update("UPDATE api_key SET pepper_id = NULL, inner_keys = NULL WHERE tenant_id = ?", api.tenant());
        assertThat(lines(verify())).contains("api keys ok 1 0 1 keys do not name their pepper yet");
    }

    @Test
    void findsAGapAndAMissingEndOfTheEventLog() {
        Database.update("DELETE FROM event WHERE tenant_id = ? AND seq = 1", api.tenant());
        assertThat(lines(verify())).as("old events are removed").contains("events ok 2 0 null");

        api.openConversation(bot);
        api.openConversation(bot);
        Database.update("DELETE FROM event WHERE tenant_id = ? AND seq = 3", api.tenant());
        Operator gap = verify();
        assertFailed(gap, "events");
        assertThat(lines(gap)).contains("events failed 3 1 tenant " + tenant() + ": event 4 follows event 2");

        Database.update("DELETE FROM event WHERE tenant_id = ? AND seq > 2", api.tenant());
        Operator end = verify();
        assertFailed(end, "events");
        assertThat(lines(end))
                .contains("events failed 1 1 tenant " + tenant() + ": the log ends at 2, the counter at 5");
    }

    @Test
    void expectsACopyOnlyWhenAsked() {
        Operator original = Operator.runs("database", "verify", "--tenant", tenant(), "--json", "--copy");
        assertFailed(original, "sending");
        assertThat(lines(original)).contains("sending failed 1 1 the database of this instance: a start sends");

        Operator copy = Operator.runs(
                Map.of("callmissed.outbound.instance", "another"),
                "database",
                "verify",
                "--tenant",
                tenant(),
                "--json",
                "--copy");
        assertThat(copy.exitCode()).as(copy.err()).isZero();
        assertThat(lines(copy)).contains("sending ok 1 0 a copy: a start holds all messages");
    }

    @Test
    void otherSecretsOpenNothing() {
        Operator verified = Operator.runs(
                Map.of(
                        "callmissed.key-pepper",
                        "a pepper of another environment, of tests",
                        "callmissed.encryption-key",
                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                "database",
                "verify",
                "--tenant",
                tenant(),
                "--json");
        assertFailed(verified, "credentials, responses, api keys");
        assertThat(lines(verified).stream().filter(line -> line.contains("failed")))
                .hasSize(3);
    }

    private Operator verify() {
        return Operator.runs("database", "verify", "--tenant", tenant(), "--json");
    }

    private static void assertFailed(Operator verified, String checks) {
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.err()).isEqualTo("admin: Not as it should be: " + checks + "\n");
        assertThat(verified.out()).doesNotContain(TOKEN, VERIFY_TOKEN, "app-secret-of-tests");
    }

    /** The columns of each check. */
    private static List<String> lines(Operator verified) {
        return verified.out()
                .lines()
                .map(JsonObject::new)
                .map(row -> Stream.of("check", "result", "checked", "wrong", "detail")
                        .map(row::getValue)
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private String tenant() {
        return api.tenant().toString();
    }
}
