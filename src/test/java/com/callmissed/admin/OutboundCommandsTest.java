package com.callmissed.admin;

import java.util.List;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands that hold and release messages of a service that runs. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OutboundCommandsTest {
    private GraphServer graph;
    private ConnectedBot chat;
    private UUID tenant;

    @BeforeEach
    void start() {
        graph = GraphServer.ofThisApp();
        chat = ConnectedBot.written();
        tenant = chat.bot().tenant();
    }

    @AfterEach
    void stop() {
        Database.update("DELETE FROM outbound_hold WHERE tenant_id = ?", tenant);
        graph.close();
    }

    @Test
    void holdsAndReleasesTheMessagesOfATenant() {
        JsonObject held = Operator.changes(
                "outbound", "hold", "--tenant", tenant.toString(), "--yes", "--reason", "repeats itself");
        assertThat(Operator.results(held)).containsExactly("changed");
        String first = chat.reply("One");
        String second = chat.reply("Two");

        JsonObject status = status().get(0);
        assertThat(status.getString("tenant")).isEqualTo(tenant.toString());
        assertThat(status.getString("reason")).isEqualTo("operator");
        assertThat(status.getInteger("waiting")).isEqualTo(2);
        assertThat(Operator.results(Operator.changes("outbound", "hold", "--tenant", tenant.toString(), "--yes")))
                .containsExactly("held_already");
        assertThat(List.of(first, second))
                .allSatisfy(id -> assertThat(chat.message(id)).containsEntry("status", "queued"));

        JsonObject released = Operator.changes("outbound", "release", "--tenant", tenant.toString(), "--yes");
        assertThat(Operator.results(released)).containsExactly("changed");
        chat.awaitStatus(second, "sent");
        assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactly("One", "Two");
        assertThat(status()).isEmpty();
        assertThat(Operator.audit(tenant))
                .containsExactly(
                        "operator outbound.hold outbound:" + tenant + " " + held.getString("run_id")
                                + " repeats itself",
                        "operator outbound.release outbound:" + tenant + " " + released.getString("run_id"));
    }

    @Test
    void aDryRunChangesNothing() {
        JsonObject hold = Operator.changes("outbound", "hold", "--tenant", tenant.toString());
        assertThat(hold.getBoolean("dry_run")).isTrue();
        assertThat(Operator.results(hold)).containsExactly("changed");
        assertThat(status()).isEmpty();
        assertThat(Operator.results(Operator.changes("outbound", "release", "--tenant", tenant.toString())))
                .containsExactly("not_held");

        Operator.changes("outbound", "hold", "--tenant", tenant.toString(), "--yes");
        Operator release = Operator.runs("outbound", "release", "--tenant", tenant.toString());
        assertThat(release.out())
                .contains("Queued messages reach customers within seconds")
                .endsWith("Dry run: nothing was changed. Add --yes to do it.\n");
        assertThat(status()).hasSize(1);
        assertThat(Operator.audit(tenant)).hasSize(1);
    }

    private List<JsonObject> status() {
        return Operator.reads("outbound", "status", "--tenant", tenant.toString());
    }
}
