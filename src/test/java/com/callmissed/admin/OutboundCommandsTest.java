package com.callmissed.admin;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.outbound.HoldWatch;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.Holds;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands that hold and release messages of a service that runs. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OutboundCommandsTest {
    @Inject
    HoldWatch watch;

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
        try {
            Holds.removeAll(watch);
        } finally {
            graph.close();
        }
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

    @Test
    void warnsWhenAnotherHoldStaysAndWhenNobodyIsHeld() {
        Operator.changes("outbound", "hold", "--all", "--yes");
        Operator.changes("outbound", "hold", "--tenant", tenant.toString(), "--yes");
        assertThat(status())
                .extracting(hold -> hold.getString("tenant"))
                .containsExactly("all tenants", tenant.toString());
        for (String yes : List.of("", " --yes")) {
            JsonObject release = Operator.changes(("outbound release --tenant " + tenant + yes).split(" "));
            assertThat(Operator.results(release)).containsExactly("changed");
            assertThat(release.getJsonArray("warnings"))
                    .containsExactly("The messages of all tenants stay held. This ends the hold of the tenant alone");
        }
        assertThat(status()).extracting(hold -> hold.getString("tenant")).containsExactly("all tenants");
        UUID nobody = UUID.randomUUID();
        assertThat(Operator.changes("outbound", "hold", "--tenant", nobody.toString())
                        .getJsonArray("warnings"))
                .containsExactly("The tenant has no bot. Is the id right?");
        assertThat(Operator.changes("outbound", "hold", "--tenant", tenant.toString())
                        .getJsonArray("warnings"))
                .isEmpty();
    }

    @Test
    void showsWhichIdentityAReleaseAdopts() {
        String own = Database.column("SELECT identity FROM service_instance").get(0);
        Database.update("UPDATE service_instance SET identity = 'instance elsewhere'");
        try {
            Awaitility.await().until(() -> !status().isEmpty());
            assertThat(status().get(0).getString("stored")).isEqualTo("instance elsewhere");
            assertThat(status().get(0).getString("found")).isEqualTo(own);
            assertThat(Operator.changes("outbound", "release", "--all").getJsonArray("warnings"))
                    .hasSize(2)
                    .contains("The database belongs to 'instance elsewhere' and becomes that of '" + own + "'");
        } finally {
            Database.update("UPDATE service_instance SET identity = ?", own);
        }
    }

    /** Whoever writes messages waits behind the hold, so the hold does not wait for long. */
    @Test
    void givesUpBehindATransactionThatDoesNotEnd() {
        String[] hold = {"outbound", "hold", "--tenant", tenant.toString(), "--yes"};
        try (HeldTransaction writer = HeldTransaction.of("SELECT 1")) {
            writer.run("LOCK TABLE outbox IN ROW EXCLUSIVE MODE");
            Operator refused = Operator.runs(hold);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualTo("admin: Nothing is changed: a transaction that writes messages does not end."
                            + " Run the command again\n");
        }
        assertThat(status()).isEmpty();
        assertThat(Operator.audit(tenant)).isEmpty();
        assertThat(Operator.results(Operator.changes(hold))).containsExactly("changed");
    }

    private List<JsonObject> status() {
        return Operator.reads("outbound", "status", "--tenant", tenant.toString());
    }
}
