package com.callmissed.outbound;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.SqlExecutor;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.Holds;
import com.callmissed.testing.LoggedLines;
import com.callmissed.testing.Management;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;
import com.callmissed.thread.Channel;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages that are held, and the start on a copy of a database. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OutboundHoldTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String IDENTITY = "SELECT identity FROM service_instance";
    private static final String CLAIM_WAITS = "SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            + " WHERE NOT l.granted AND l.relation = 'outbox'::regclass AND a.query LIKE 'WITH claimed%'";

    @Inject
    Pool pool;

    @Inject
    Outbox outbox;

    @Inject
    HoldWatch watch;

    private GraphServer graph;
    private ConnectedBot chat;
    private String identity;

    @BeforeEach
    void start() {
        graph = GraphServer.ofThisApp();
        chat = ConnectedBot.written();
        Awaitility.await().until(() -> watch.state().equals("on"));
        identity = Database.column(IDENTITY).get(0);
    }

    @AfterEach
    void stop() {
        try {
            if (identity != null) {
                Database.update("UPDATE service_instance SET identity = ?", identity);
            }
            Holds.removeAll(watch);
        } finally {
            graph.close();
        }
    }

    @Test
    void sendsInOrderWhatWasHeldForAll() {
        hold(OutboundHold.ALL);
        List<String> replies = replies(1, 2, 3);
        assertNothingIsClaimed(chat);
        Awaitility.await().until(() -> watch.state().equals("held"));
        assertThat(replies).allSatisfy(id -> assertThat(chat.message(id)).containsEntry("status", "queued"));
        assertThat(health()).isEqualTo("held");
        assertThat(watch.heldForAll()).isEqualTo(1);
        assertThat(watch.heldTenants()).isZero();
        assertThat(graph.messages(chat.customer())).isEmpty();

        assertThat(release(OutboundHold.ALL)).isTrue();

        assertSentOnceInOrder(replies);
        assertThat(release(OutboundHold.ALL)).isFalse();
    }

    @Test
    void holdsOneTenantAlone() {
        ConnectedBot other = ConnectedBot.written();
        hold(chat.bot().tenant());
        List<String> replies = replies(1, 2);
        other.awaitStatus(other.reply("Hello"), "sent");
        assertNothingIsClaimed(chat);
        Awaitility.await().until(() -> watch.state().equals("held for 1 tenant"));
        assertThat(watch.heldForAll()).isZero();
        assertThat(watch.heldTenants()).isEqualTo(1);
        assertThat(graph.messages(chat.customer())).isEmpty();
        assertThat(await(outbox.due(Channel.WHATSAPP, 500, null)))
                .noneMatch(due -> due.tenantId().equals(chat.bot().tenant()));

        assertThat(release(OutboundHold.ALL)).isFalse();
        assertNothingIsClaimed(chat);
        assertThat(release(chat.bot().tenant())).isTrue();

        assertSentOnceInOrder(replies);
    }

    @Test
    void doesNotClaimWhatIsHeldAfterItWasFoundDue() {
        String reply = heldReply();
        HeldTransaction locked = lockConversation();
        release(chat.bot().tenant());
        locked.awaitBlocked();

        hold(chat.bot().tenant());
        locked.close();

        assertStaysQueued(reply);
    }

    @Test
    void doesNotClaimWhatIsHeldWhileItIsClaimed() {
        String reply = heldReply();
        HeldTransaction locked = lockConversation();
        release(chat.bot().tenant());
        locked.awaitBlocked();

        try (HeldTransaction holding = HeldTransaction.of("LOCK TABLE outbox IN SHARE MODE")) {
            holding.run(
                    "INSERT INTO outbound_hold (tenant_id, reason) VALUES (?, 'operator')",
                    chat.bot().tenant());
            locked.close();
            Awaitility.await().until(() -> Database.column(CLAIM_WAITS).size() == 1);
            holding.commit();
        }

        assertStaysQueued(reply);
    }

    @Test
    void answersCallsWhileMessagesAreHeld() {
        TwilioBot bot = TwilioBot.create();
        AutomaticAnswers.save(bot.tenant(), bot.id(), "It leaves our warehouse today.", "Where is my order?");
        hold(OutboundHold.ALL);
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.ask("Where is my order?").said()).contains("It leaves our warehouse today.");
    }

    /** As a start does on a restored dump, which several replicas do at once. */
    @Test
    void sendsNothingFromACopy() {
        Database.update("UPDATE service_instance SET identity = 'database 1 of 2'");
        try (LoggedLines log = LoggedLines.atEveryLevel()) {
            await(Uni.join()
                    .all(Stream.generate(watch::verify).limit(4).toList())
                    .andFailFast());
            Awaitility.await().until(() -> watch.state().equals("held (copy)"));
            await(watch.verify());
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("outbound: held (copy)"))
                    .hasSize(1);
        }
        assertThat(health()).isEqualTo("held (copy)");
        hold(OutboundHold.ALL);
        assertThat(Database.column("SELECT reason FROM outbound_hold")).containsExactly("copy");
        List<String> replies = replies(1, 2);
        chat.write("Are you there?");
        assertNothingIsClaimed(chat);
        assertThat(graph.messages(chat.customer())).isEmpty();
        assertThat(Database.column(IDENTITY)).containsExactly("database 1 of 2");

        assertThat(release(OutboundHold.ALL)).isTrue();

        assertSentOnceInOrder(replies);
        assertThat(Database.column(IDENTITY)).containsExactly(identity);
        await(watch.verify());
        assertThat(Database.column("SELECT reason FROM outbound_hold")).isEmpty();
    }

    /** As {@code pg_restore --clean} does. */
    @Test
    void holdsWhenAnotherDatabaseIsRestoredUnderIt() {
        assertThat(watch.state()).isEqualTo("on");
        Database.update("UPDATE service_instance SET identity = 'database 1 of 2'");
        Awaitility.await().until(() -> watch.state().equals("held (copy)"));
        assertThat(Database.column("SELECT found FROM outbound_hold")).containsExactly(identity);
        String reply = chat.reply("Hello");
        assertNothingIsClaimed(chat);
        assertThat(chat.message(reply)).containsEntry("status", "queued");
    }

    @Test
    void turnsTheHoldOfAnOperatorIntoThatOfACopy() {
        hold(OutboundHold.ALL);
        Database.update("UPDATE service_instance SET identity = 'database 1 of 2'");
        await(watch.verify());
        assertThat(Database.column("SELECT reason FROM outbound_hold")).containsExactly("copy");
    }

    @Test
    void adoptsANewDatabase() {
        Database.update("DELETE FROM service_instance");
        await(Uni.join().all(Stream.generate(watch::verify).limit(4).toList()).andFailFast());
        assertThat(Database.column(IDENTITY)).containsExactly(identity);
        assertThat(identity).matches("database \\d+ of \\d+");
        assertThat(Database.column("SELECT reason FROM outbound_hold")).isEmpty();
    }

    /** The default of PostgreSQL, on which the identity depends. */
    @Test
    void everyRoleMayReadTheIdentityOfTheServer() {
        try (HeldTransaction transaction = HeldTransaction.of("CREATE ROLE nobody_special")) {
            transaction.run("SET LOCAL ROLE nobody_special");
            transaction.run("SELECT system_identifier FROM pg_control_system()");
        }
    }

    private List<String> replies(int... texts) {
        return IntStream.of(texts)
                .mapToObj(text -> chat.reply(Integer.toString(text)))
                .toList();
    }

    private String heldReply() {
        hold(chat.bot().tenant());
        return chat.reply("Hello");
    }

    private HeldTransaction lockConversation() {
        return HeldTransaction.of(
                "SELECT FROM conversation WHERE tenant_id = ? AND id = ? FOR UPDATE",
                chat.bot().tenant(),
                UUID.fromString(chat.conversation()));
    }

    private void assertStaysQueued(String reply) {
        assertNothingIsClaimed(chat);
        assertThat(chat.message(reply)).containsEntry("status", "queued");
        assertThat(graph.messages(chat.customer())).isEmpty();
        release(chat.bot().tenant());
        assertSentOnceInOrder(List.of(reply));
    }

    private void assertSentOnceInOrder(List<String> replies) {
        replies.forEach(id -> chat.awaitStatus(id, "sent"));
        assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactlyElementsOf(replies.stream()
                        .map(id -> (String) chat.message(id).get("content"))
                        .toList());
    }

    /** Waits for a claim of the worker, which locks the conversation, and looks like another process does. */
    private void assertNothingIsClaimed(ConnectedBot bot) {
        assertThat(await(outbox.claim(bot.bot().tenant(), UUID.fromString(bot.conversation()))))
                .isNull();
    }

    private void hold(UUID tenant) {
        await(pool.withTransaction(connection -> OutboundHold.hold(SqlExecutor.on(connection), tenant)));
    }

    private boolean release(UUID tenant) {
        return await(OutboundHold.release(SqlExecutor.on(pool), tenant));
    }

    private static String health() {
        return Management.given()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .extract()
                .path("checks.find { it.name == 'outbound' }.data.outbound");
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }
}
