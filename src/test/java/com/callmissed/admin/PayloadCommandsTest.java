package com.callmissed.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands on payloads beside a service that runs. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PayloadCommandsTest {
    private final String customer = Api.randomNumber();
    private WhatsAppBot bot;
    private String tenant;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
        tenant = bot.tenant().toString();
    }

    @Test
    void listsWhatIsKeptWithoutItsBody() {
        String failed = failed("Do you deliver?");
        unreadable();
        List<JsonObject> kept = Operator.reads("payloads", "list", "--tenant", tenant);
        assertThat(kept).extracting(row -> row.getString("status")).containsExactly("failed", "unreadable");
        assertThat(kept.get(0).fieldNames())
                .containsExactly(
                        "payload_id",
                        "tenant_id",
                        "bot_id",
                        "provider",
                        "address",
                        "status",
                        "detail",
                        "attempts",
                        "bytes",
                        "received_at",
                        "put_aside_at");
        assertThat(kept.get(0).getString("payload_id")).isEqualTo(failed);
        Operator human = Operator.runs("payloads", "list", "--tenant", tenant, "--status", "failed");
        assertThat(human.out()).contains(failed).doesNotContain("deliver", customer.substring(1));
        assertThat(human.out().lines()).hasSize(2);
    }

    @Test
    void showsTheBodyOfOne() {
        String failed = failed("Do you deliver?");
        JsonObject shown = Operator.reads("payloads", "show", failed).get(0);
        assertThat(shown.getString("body")).contains("Do you deliver?");
        assertThat(Operator.runs("payloads", "show", failed).out()).contains("status: failed\n", "Do you deliver?");
        Operator missing = Operator.runs("payloads", "show", UUID.randomUUID().toString());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).isEqualTo("admin: No payload with this id is failed or unreadable\n");
    }

    /** The row says that its part is done, which is how far the last attempt got. */
    @Test
    void aRunningServiceProcessesARetriedPayloadFromItsFirstPart() {
        String failed = failed("Do you deliver?");
        List<String> before = state();
        assertThat(Operator.changes("payloads", "retry", failed).getInteger("changed"))
                .isEqualTo(1);
        assertThat(state()).isEqualTo(before);
        assertThat(Operator.audit(bot.tenant())).isEmpty();

        JsonObject done = Operator.changes("payloads", "retry", "--tenant", tenant, "--status", "failed", "--yes");
        assertThat(Operator.results(done)).containsExactly("changed");
        Awaitility.await().untilAsserted(() -> assertThat(JournalRows.outcomes(bot.tenant()))
                .containsExactly("processed"));
        assertThat(bot.messages(customer)).extracting("content").containsExactly("Do you deliver?");
        assertThat(Operator.audit(bot.tenant()))
                .containsExactly("operator payload.retry payload:" + failed + " " + done.getString("run_id"));
    }

    @Test
    void discardsWhatAPersonHasSeen() {
        unreadable();
        String id =
                Operator.reads("payloads", "list", "--tenant", tenant).get(0).getString("payload_id");
        assertThat(Operator.runs("payloads", "discard", id).out())
                .contains("payload.discard: 1 would be changed, 0 left as they are.\n");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("unreadable");

        JsonObject done = Operator.changes("payloads", "discard", id, "--yes", "--reason", "a test of Meta");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("ignored");
        assertThat(Operator.audit(bot.tenant()))
                .containsExactly(
                        "operator payload.discard payload:" + id + " " + done.getString("run_id") + " a test of Meta");
        Operator again = Operator.runs("payloads", "discard", id, "--yes");
        assertThat(again.out())
                .startsWith("None.\nWarning: 1 of the ids name nothing that can be changed\n"
                        + "payload.discard: 0 changed, 0 left as they are. The run is admin-");
    }

    @Test
    void aRetryBringsBackWhatWasDiscarded() {
        String failed = failed("Do you deliver?");
        Operator.changes("payloads", "discard", "--tenant", tenant, "--status", "failed", "--yes");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("ignored");
        assertThat(Operator.results(Operator.changes("payloads", "retry", "--tenant", tenant, "--status", "failed")))
                .isEmpty();
        Database.update("UPDATE inbound_payload SET detail = detail || '!' WHERE tenant_id = ?", bot.tenant());
        assertThat(Operator.results(Operator.changes("payloads", "retry", failed, "--yes")))
                .as("a payload that the service has ignored by itself")
                .isEmpty();
        Database.update("UPDATE inbound_payload SET detail = rtrim(detail, '!') WHERE tenant_id = ?", bot.tenant());

        assertThat(Operator.results(Operator.changes("payloads", "retry", failed, "--yes")))
                .containsExactly("changed");
        Awaitility.await().untilAsserted(() -> assertThat(JournalRows.outcomes(bot.tenant()))
                .containsExactly("processed"));
        assertThat(bot.messages(customer)).extracting("content").containsExactly("Do you deliver?");
    }

    @Test
    void discardsOfOneTenantOnly() {
        failed("Do you deliver?");
        Operator refused = Operator.runs("payloads", "discard", "--status", "failed", "--limit", "1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).isEqualTo("admin: --status needs --tenant\n");
    }

    @Test
    void changesNothingWithoutAnAuditEntry() {
        String failed = failed("Do you deliver?");
        List<String> before = state();
        Operator refused = Operator.runs("payloads", "retry", failed, "--yes", "--reason", "a\u0000b");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(state()).isEqualTo(before);
    }

    private String failed(String text) {
        UUID id = new UUID(0x0000_0000_0001_7000L, UUID.randomUUID().getLeastSignificantBits());
        Database.update(
                "INSERT INTO inbound_payload (tenant_id, id, bot_id, provider, address, body, signature, outcome,"
                        + " detail, attempts, received_at, lease_until, processed_at, parts, parts_done)"
                        + " VALUES (?, ?, ?, 'whatsapp', ?, ?, 'verified', 'failed', 'IllegalStateException', 12,"
                        + " now(), now() + interval '1 hour', now(), 1, 1)",
                bot.tenant(),
                id,
                bot.id(),
                bot.phoneNumberId(),
                bot.textNow(customer.substring(1), WhatsAppBot.wamid(), text).getBytes(StandardCharsets.UTF_8));
        return id.toString();
    }

    /** The signature is right, and the body is no JSON. */
    private void unreadable() {
        bot.post("{\"phone_number_id\":\"" + bot.phoneNumberId() + "\", nonsense")
                .statusCode(200);
        Awaitility.await().until(() -> JournalRows.outcomes(bot.tenant()).contains("unreadable"));
    }

    private List<String> state() {
        return Database.column(
                "SELECT concat_ws(' ', id, outcome, detail, attempts, parts, parts_done, lease_until, processed_at)"
                        + " FROM inbound_payload WHERE tenant_id = ? ORDER BY id",
                bot.tenant());
    }
}
