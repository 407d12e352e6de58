package com.callmissed.admin;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PostgresResource;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.MessageResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands on messages beside a service that runs. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MessageCommandsTest {
    private static final String END_WAITING_COMMANDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'callmissed-admin' AND wait_event_type = 'Lock'"
            + " AND datname = current_database()";

    private static final String MAY_ARRIVE_TWICE = "1 is uncertain or given up: a customer may have got";

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
        graph.close();
    }

    @Test
    void listsWhatWasNotSentWithoutItsText() {
        String id = failed("Your parcel is late");
        List<JsonObject> listed = Operator.reads("messages", "list", "--tenant", tenant.toString());
        assertThat(listed).hasSize(1);
        JsonObject message = listed.get(0);
        assertThat(message.fieldNames())
                .containsExactly(
                        "message_id",
                        "tenant_id",
                        "conversation_id",
                        "bot_id",
                        "seq",
                        "status",
                        "automatic",
                        "attempt",
                        "error_code",
                        "error_title",
                        "created_at");
        assertThat(message.getString("message_id")).isEqualTo(id);
        assertThat(message.getString("conversation_id")).isEqualTo(chat.conversation());
        assertThat(message.getString("status")).isEqualTo("failed");
        assertThat(message.getString("error_code")).isEqualTo("131026");

        Operator human = Operator.runs("messages", "list", "--tenant", tenant.toString(), "--status", "failed");
        assertThat(human.out())
                .startsWith("message_id ")
                .contains(id, "131026")
                .doesNotContain("parcel", chat.customer().substring(1));
        assertThat(human.exitCode()).isZero();
        assertThat(Operator.reads("messages", "list", "--tenant", tenant.toString(), "--error", "1"))
                .isEmpty();
        assertThat(Operator.runs("messages", "list", "--tenant", tenant.toString(), "--status", "uncertain")
                        .out())
                .isEqualTo("None.\n");
    }

    @Test
    void countsWhatWasNotSentByError() {
        failed("one");
        failed("two");
        List<JsonObject> errors = Operator.reads("messages", "errors", "--tenant", tenant.toString());
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).getString("error_code")).isEqualTo("131026");
        assertThat(errors.get(0).getInteger("messages")).isEqualTo(2);
        assertThat(errors.get(0).getInteger("tenants")).isEqualTo(1);
    }

    @Test
    void aDryRunOfARetryChangesNothing() {
        String id = failed("one");
        List<String> before = state();
        JsonObject shown = Operator.changes("messages", "retry", id);
        assertThat(shown.getBoolean("dry_run")).isTrue();
        assertThat(shown.getString("run_id")).isNull();
        assertThat(shown.getInteger("changed")).isEqualTo(1);
        assertThat(Operator.runs("messages", "retry", id).out())
                .contains("message.retry: 1 would be changed, 0 left as they are.")
                .endsWith("Dry run: nothing was changed. Add --yes to do it.\n");
        assertThat(state()).isEqualTo(before);
        assertThat(Operator.audit(tenant)).isEmpty();
        assertThat(graph.messages(chat.customer())).hasSize(1);
    }

    @Test
    void aRunningServiceSendsRetriedMessagesInTheirOrder() {
        String first = failed("first");
        String second = failed("second");
        JsonObject done = Operator.changes("messages", "retry", second, first, "--yes", "--reason", "new token");
        assertThat(done.getInteger("changed")).isEqualTo(2);
        assertThat(done.getBoolean("dry_run")).isFalse();
        chat.awaitStatus(first, "sent");
        chat.awaitStatus(second, "sent");
        assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactly("first", "second", "first", "second");

        String run = done.getString("run_id");
        assertThat(Operator.audit(tenant))
                .containsExactlyInAnyOrder(
                        "operator message.retry message:" + first + " " + run + " new token",
                        "operator message.retry message:" + second + " " + run + " new token");
        assertThat(eventsOf(run)).containsExactly("message.status queued", "message.status queued");
        assertThat(Database.column("SELECT count(*) = max(seq) FROM event WHERE tenant_id = ?", tenant))
                .containsExactly("t");
    }

    @Test
    void choosesByStatusAndErrorUpToALimit() {
        failed("one");
        failed("two");
        JsonObject none = Operator.changes(
                "messages", "retry", "--tenant", tenant.toString(), "--status", "failed", "--error", "1", "--yes");
        assertThat(none.getInteger("changed")).isZero();
        JsonObject one = Operator.changes(
                "messages",
                "retry",
                "--tenant",
                tenant.toString(),
                "--status",
                "failed",
                "--error",
                "131026",
                "--limit",
                "1");
        assertThat(one.getInteger("changed")).isEqualTo(1);
        assertThat(one.getBoolean("more")).isTrue();
        assertThat(Operator.runs("messages", "retry", "--yes").exitCode()).isEqualTo(2);
    }

    @Test
    void saysThatAnUncertainMessageMayArriveTwice() {
        String id = uncertain();
        JsonObject shown = Operator.changes("messages", "retry", id);
        assertThat(shown.getJsonArray("warnings").getString(0)).startsWith(MAY_ARRIVE_TWICE);
    }

    @Test
    void saysThatAMessageThatWasGivenUpMayArriveTwice() {
        String id = uncertain();
        Operator.changes("messages", "give-up", id, "--yes");
        JsonObject shown = retryFailed();
        assertThat(Operator.results(shown)).containsExactly("changed");
        assertThat(shown.getJsonArray("warnings").getString(0)).startsWith(MAY_ARRIVE_TWICE);
    }

    /** A delivery report that comes later is ignored. */
    @Test
    void givesUpARecentMessageOnlyIfItIsNamed() {
        String id = uncertain();
        String[] giveUp = {"messages", "give-up", "--tenant", tenant.toString(), "--status", "uncertain"};
        assertThat(Operator.results(Operator.changes(giveUp))).containsExactly("too_recent");
        JsonObject named = Operator.changes("messages", "give-up", id);
        assertThat(Operator.results(named)).containsExactly("changed");
        assertThat(named.getJsonArray("warnings"))
                .containsExactly("1 is less than an hour old: a delivery report that still comes is ignored then");

        Database.update("UPDATE message SET created_at = now() - interval '61 minutes' WHERE tenant_id = ?", tenant);
        JsonObject old = Operator.changes(giveUp);
        assertThat(Operator.results(old)).containsExactly("changed");
        assertThat(old.getJsonArray("warnings")).isEmpty();
    }

    /** The conversation was handed back since. The answer is from before the people talked to the customer. */
    @Test
    void sendsAnAnswerThatWasDroppedOnlyIfItIsNamed() {
        String id = failed("Ask again tomorrow");
        chat.autoreply(true);
        assertThat(Operator.results(retryFailed())).containsExactly("changed");
        for (DropReason reason : DropReason.values()) {
            Database.update(
                    "UPDATE message SET automatic = true,"
                            + " metadata = jsonb_build_object('error', jsonb_build_object('code', ?::text))"
                            + " WHERE tenant_id = ? AND id = ?",
                    reason.value(),
                    tenant,
                    UUID.fromString(id));
            assertThat(Operator.results(retryFailed())).as(reason.value()).containsExactly("answer_dropped");
            assertThat(Operator.results(Operator.changes("messages", "retry", id)))
                    .containsExactly("changed");
        }
    }

    @Test
    void reachesWhatCanBeSentBehindWhatCannot() {
        failed("late");
        Database.update(
                "UPDATE conversation SET last_inbound_at = now() - interval '25 hours' WHERE tenant_id = ?", tenant);
        ConnectedBot other = otherChat();
        String fresh = failed(other, "fresh");
        JsonObject done = retryFailed("--limit", "1", "--yes");
        assertThat(Operator.results(done)).containsExactly("window_closed", "changed");
        assertThat(done.getBoolean("more")).isFalse();
        other.awaitStatus(fresh, "sent");
    }

    /** A retry cannot read how many parts of the second message were sent. */
    @Test
    void saysWhatWasDoneBeforeAFailure() {
        String first = failed("first");
        String second = failed(otherChat(), "second");
        Database.update(
                "UPDATE message SET metadata = metadata || '{\"" + MessageResponse.PARTS_SENT + "\": \"x\"}'"
                        + " WHERE tenant_id = ? AND id = ?",
                tenant,
                UUID.fromString(second));
        Operator failed = Operator.runs("messages", "retry", first, second, "--yes", "--json");
        assertThat(failed.exitCode()).isEqualTo(1);
        JsonObject done = new JsonObject(failed.out());
        assertThat(Operator.results(done)).containsExactly("changed", "not_done");
        String run = done.getString("run_id");
        assertThat(failed.err())
                .startsWith("admin: the run is " + run + " in the audit log\nadmin: The database cannot be used: ")
                .hasLineCount(2);
        assertThat(Operator.audit(tenant)).containsExactly("operator message.retry message:" + first + " " + run);
        chat.awaitStatus(first, "sent");
    }

    @Test
    void givesUpAnUncertainMessageWithItsEvent() {
        String id = uncertain();
        List<String> before = state();
        assertThat(Operator.changes("messages", "give-up", id).getBoolean("dry_run"))
                .isTrue();
        assertThat(state()).isEqualTo(before);

        JsonObject done = Operator.changes("messages", "give-up", id, "--yes");
        assertThat(Operator.results(done)).containsExactly("changed");
        String run = done.getString("run_id");
        assertThat(Operator.audit(tenant)).containsExactly("operator message.give_up message:" + id + " " + run);
        assertThat(eventsOf(run)).containsExactly("message.status failed");

        // The event has the same form as one that the service writes.
        JsonObject event = new JsonObject(
                Database.column("SELECT body FROM event WHERE tenant_id = ? AND body ->> 'request_id' = ?", tenant, run)
                        .get(0));
        assertThat(event.getString("occurred_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(event.getJsonObject("data").getJsonObject("message")).isEqualTo(new JsonObject(chat.message(id)));
        assertThat(event.getJsonObject("data").getJsonObject("conversation"))
                .isEqualTo(new JsonObject(chat.get().<String, Object>getMap("$")));
        assertThat(chat.message(id).toString()).contains("given_up");
        assertThat(Operator.results(Operator.changes("messages", "give-up", id, "--yes")))
                .containsExactly("not_uncertain");
    }

    @Test
    void leavesWhatMustNotBeSentAgain() {
        String late = failed("late");
        Database.update(
                "UPDATE conversation SET last_inbound_at = now() - interval '25 hours' WHERE tenant_id = ?", tenant);
        String missing = UUID.randomUUID().toString();
        for (String[] run : new String[][] {{}, {"--yes"}}) {
            JsonObject done = run.length == 0
                    ? Operator.changes("messages", "retry", late, missing)
                    : Operator.changes("messages", "retry", late, missing, run[0]);
            assertThat(Operator.results(done)).containsExactly("window_closed");
            assertThat(done.getInteger("skipped")).isEqualTo(1);
            assertThat(done.getJsonArray("warnings")).containsExactly("1 of the ids name nothing that can be changed");
        }
        assertThat(chat.message(late)).containsEntry("status", "failed");
        assertThat(Operator.audit(tenant)).isEmpty();
    }

    /** A text that the audit log cannot store makes the last statement before the events fail. */
    @Test
    void changesNothingWithoutAnAuditEntry() {
        String id = failed("one");
        List<String> before = state();
        Operator refused = Operator.runs("messages", "retry", id, "--yes", "--reason", "a\u0000b");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("\nadmin: The database cannot be used: ")
                .hasLineCount(2);
        assertThat(refused.out())
                .contains("not_done", "message.retry: 0 changed, 1 left as they are. The run is admin-");
        assertThat(state()).isEqualTo(before);
    }

    /** Somebody holds the conversation, and the database ends the connection that waits for it. */
    @Test
    void saysWhichMessagesTheDatabaseDidNotChange() {
        String id = failed("one");
        List<String> before = state();
        try (HeldTransaction held =
                HeldTransaction.of("SELECT FROM conversation WHERE tenant_id = ? FOR UPDATE", tenant)) {
            CompletableFuture<Operator> run =
                    OwnThread.supply(() -> Operator.runs("messages", "retry", id, "--yes", "--json"));
            Awaitility.await().until(() -> {
                Database.column(END_WAITING_COMMANDS);
                return run.isDone();
            });
            assertThat(run.join().exitCode()).isEqualTo(1);
            assertThat(run.join().err())
                    .endsWith("\nadmin: The database did not change all of them. Run the command again\n")
                    .hasLineCount(2);
            assertThat(Operator.results(new JsonObject(run.join().out()))).containsExactly("database_unavailable");
            held.commit();
        }
        assertThat(state()).isEqualTo(before);
        assertThat(Operator.results(Operator.changes("messages", "retry", id, "--yes")))
                .containsExactly("changed");
    }

    private String failed(String text) {
        return failed(chat, text);
    }

    private String failed(ConnectedBot in, String text) {
        graph.replies(in.customer(), GraphReply.error(400, 131026, "Message undeliverable"));
        String id = in.reply(text);
        in.awaitStatus(id, "failed");
        return id;
    }

    private ConnectedBot otherChat() {
        return ConnectedBot.written(chat.bot(), Api.randomNumber(), "Me too?");
    }

    private JsonObject retryFailed(String... more) {
        return Operator.changes(Stream.concat(
                        Stream.of("messages", "retry", "--tenant", tenant.toString(), "--status", "failed"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private String uncertain() {
        graph.replies(chat.customer(), GraphReply.reset());
        String id = chat.reply("Perhaps");
        chat.awaitStatus(id, "uncertain");
        return id;
    }

    /** Everything that a change of messages would change. */
    private List<String> state() {
        return Database.column(
                "SELECT concat_ws(' ', id, status, send_attempt, metadata) FROM message WHERE tenant_id = ?"
                        + " UNION ALL SELECT 'outbox ' || seq FROM outbox WHERE tenant_id = ?"
                        + " UNION ALL SELECT 'events ' || last_seq FROM event_counter WHERE tenant_id = ? ORDER BY 1",
                tenant,
                tenant,
                tenant);
    }

    private List<String> eventsOf(String run) {
        return Database.column(
                "SELECT concat_ws(' ', body ->> 'type', body -> 'data' -> 'message' ->> 'status') FROM event"
                        + " WHERE tenant_id = ? AND body ->> 'request_id' = ? ORDER BY seq",
                tenant,
                run);
    }
}
