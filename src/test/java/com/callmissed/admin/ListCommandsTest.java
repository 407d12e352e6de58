package com.callmissed.admin;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Commands on turns, tenants, keys and the two logs. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ListCommandsTest {
    private static final String LIST_OF_CONVERSATIONS = "/api/v1/conversations";

    @Test
    void listsTurns() {
        ConnectedBot chat = ConnectedBot.written();
        assertThat(chat.isAsked()).isTrue();
        List<JsonObject> turns = Operator.reads("turns", "list", "--tenant", tenant(chat));
        assertThat(turns).hasSize(1);
        assertThat(turns.get(0).getString("conversation_id")).isEqualTo(chat.conversation());
        assertThat(turns.get(0).getInteger("asked_seq")).isEqualTo(1);
        assertThat(turns.get(0).getBoolean("in_work")).isFalse();
        assertThat(Operator.runs("turns", "list", "--tenant", tenant(chat)).out())
                .contains(chat.conversation())
                .hasLineCount(2);
    }

    @Test
    void showsWhatATenantUses() {
        ConnectedBot chat = ConnectedBot.written();
        chat.write("Anybody there?");
        JsonObject usage =
                Operator.reads("tenants", "usage", "--tenant", tenant(chat)).get(0);
        assertThat(usage.getInteger("bots")).isEqualTo(1);
        assertThat(usage.getInteger("conversations")).isEqualTo(1);
        assertThat(usage.getInteger("received")).isEqualTo(2);
        assertThat(usage.getInteger("sent")).isZero();
        assertThat(usage.getInteger("events")).isEqualTo(3);
        Database.update(
                "UPDATE message SET id = '00000000-0000-7000-8000-000000000001'" + " WHERE tenant_id = ? AND seq = 1",
                chat.bot().tenant());
        assertThat(Operator.reads("tenants", "usage", "--tenant", tenant(chat), "--since", "1h")
                        .get(0)
                        .getInteger("received"))
                .isEqualTo(1);
        assertThat(Operator.runs("tenants", "usage", "--tenant", tenant(chat)).out())
                .startsWith("tenant_id ")
                .hasLineCount(2);
    }

    @Test
    void revokesAKeyByItsPrefixForARunningService() {
        Api api = Api.ofFreshTenant();
        JsonPath key = createKey(api.tenant());
        String text = key.getString("key");
        String prefix = key.getString("prefix");
        assertThat(status(text)).isEqualTo(200);

        List<JsonObject> listed =
                Operator.reads("keys", "list", "--prefix", prefix, "--last-four", key.getString("last_four"));
        assertThat(listed).extracting(row -> row.getString("key_id")).containsExactly(key.getString("id"));
        assertThat(Operator.runs("keys", "list", "--tenant", api.tenant().toString())
                        .out())
                .contains(prefix)
                .doesNotContain(text);

        String[] revoke = {"keys", "revoke", "--prefix", text, "--last-four", key.getString("last_four")};
        assertThat(Operator.changes(revoke).getInteger("changed")).isEqualTo(1);
        assertThat(Operator.runs(revoke).out()).contains("key.revoke: 1 would be changed");
        assertThat(status(text)).isEqualTo(200);
        assertThat(Operator.audit(api.tenant())).isEmpty();

        JsonObject done = Operator.changes(
                "keys", "revoke", "--prefix", prefix, "--last-four", key.getString("last_four"), "--yes");
        assertThat(Operator.results(done)).containsExactly("changed");
        Awaitility.await().until(() -> status(text) == 401);
        assertThat(Operator.audit(api.tenant()))
                .containsExactly("operator key.revoke key:" + key.getString("id") + " " + done.getString("run_id"));
        Operator again = Operator.runs("keys", "revoke", "--prefix", prefix, "--yes");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("admin: No key with this prefix can be used\n");
    }

    @Test
    void revokesNoneOfSeveralKeysWithOnePrefix() {
        UUID tenant = UUID.randomUUID();
        String prefix = createKey(tenant).getString("prefix");
        createKey(tenant);
        Database.update("UPDATE api_key SET prefix = ? WHERE tenant_id = ?", prefix, tenant);
        assertThat(Operator.changes("keys", "revoke", "--prefix", prefix).getInteger("changed"))
                .isEqualTo(2);
        Operator refused = Operator.runs("keys", "revoke", "--prefix", prefix, "--yes");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("admin: 2 keys have this prefix: choose one with --last-four\n");
        assertThat(Database.column("SELECT revoked_at FROM api_key WHERE tenant_id = ?", tenant))
                .containsExactly(null, null);
    }

    @Test
    void showsTheStateOfTheEventLog() {
        ConnectedBot chat = ConnectedBot.written();
        JsonObject status =
                Operator.reads("events", "status", "--tenant", tenant(chat)).get(0);
        assertThat(status.getInteger("first_seq")).isEqualTo(1);
        assertThat(status.getInteger("last_seq")).isEqualTo(2);
        assertThat(status.getBoolean("complete")).isTrue();
        assertThat(Operator.runs("events", "status", "--tenant", tenant(chat)).out())
                .startsWith("tenant_id ")
                .hasLineCount(2);
        assertThat(Operator.reads("events", "slots")).hasSize(9);
        assertThat(Operator.runs("events", "slots").out()).startsWith("slot ").hasLineCount(10);
    }

    @Test
    void listsTheAuditLogNewestFirst() {
        UUID tenant = UUID.randomUUID();
        for (String reason : List.of("first", "second")) {
            JsonPath key = createKey(tenant);
            Operator.changes(
                    "keys",
                    "revoke",
                    "--prefix",
                    key.getString("prefix"),
                    "--last-four",
                    key.getString("last_four"),
                    "--yes",
                    "--reason",
                    reason);
        }
        List<JsonObject> entries = Operator.reads("audit", "list", "--tenant", tenant.toString());
        assertThat(entries)
                .extracting(entry -> entry.getJsonObject("details").getString("reason"))
                .containsExactly("second", "first");
        assertThat(entries.get(0).fieldNames())
                .containsExactly("at", "tenant_id", "actor", "action", "target", "request_id", "details");
        assertThat(entries.get(0).getString("actor")).isEqualTo("operator");
        assertThat(Operator.runs("audit", "list", "--tenant", tenant.toString(), "--limit", "1")
                        .out())
                .contains("key.revoke", "\"reason\":\"second\"")
                .hasLineCount(2);
    }

    private static String tenant(ConnectedBot chat) {
        return chat.bot().tenant().toString();
    }

    private static JsonPath createKey(UUID tenant) {
        return given().header("Authorization", "Bearer " + TestTokens.of(tenant, "owner"))
                .contentType("application/json")
                .body(Map.of("name", "Leaked", "scopes", List.of("conversations:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static int status(String key) {
        return given().header("Authorization", "Bearer " + key)
                .get(LIST_OF_CONVERSATIONS)
                .statusCode();
    }
}
