package com.callmissed.events;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.persistence.SessionSql;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.testing.Api;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.Database;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

/** Transactions that PostgreSQL rolls back in favour of others. They are repeated, and each effect is there once. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DeadlockTest {
    private static final String CONFLICTS = "SELECT last_value FROM conflict_count";

    @Inject
    Transactions transactions;

    @Inject
    UnitOfWork unitOfWork;

    @Inject
    Vertx vertx;

    private final Api api = Api.ofFreshTenant();

    @BeforeEach
    @AfterEach
    void removeConflicts() {
        Database.update("DROP FUNCTION IF EXISTS conflict CASCADE");
        Database.update("DROP SEQUENCE IF EXISTS conflict_count");
    }

    @Test
    void twoTransactionsThatWaitForEachOtherBothSucceed() {
        Crossing crossing = new Crossing();
        CompletableFuture<Void> there = Contexts.run(vertx, () -> transactions
                .perform(
                        connection -> crossing.there(SqlExecutor.on(connection)),
                        done -> List.of(TestEvent.of(api.tenant())))
                .replaceWithVoid());
        CompletableFuture<Void> back = Contexts.run(vertx, () -> transactions
                .perform(
                        connection -> crossing.back(SqlExecutor.on(connection)),
                        done -> List.of(TestEvent.of(api.tenant())))
                .replaceWithVoid());
        CompletableFuture.allOf(there, back).join();
        crossing.assertBothOnce();
    }

    @Test
    void twoUnitsOfWorkThatWaitForEachOtherBothSucceed() {
        Crossing crossing = new Crossing();
        CompletableFuture.allOf(inUnit(crossing::there), inUnit(crossing::back)).join();
        crossing.assertBothOnce();
    }

    private CompletableFuture<Void> inUnit(Function<SqlExecutor, Uni<Void>> work) {
        return Contexts.run(
                vertx,
                () -> unitOfWork.perform(events ->
                        work.apply(SessionSql.CURRENT).invoke(() -> events.record(TestEvent.of(api.tenant())))));
    }

    /** Two rows, which one transaction locks in one order and another one in the other. */
    private final class Crossing {
        private final UUID one = UUID.fromString(api.createBot("x"));
        private final UUID other = UUID.fromString(api.createBot("x"));
        private final CompletableFuture<Void> oneLocked = new CompletableFuture<>();
        private final CompletableFuture<Void> otherLocked = new CompletableFuture<>();

        Uni<Void> there(SqlExecutor sql) {
            return cross(sql, one, oneLocked, other, otherLocked);
        }

        Uni<Void> back(SqlExecutor sql) {
            return cross(sql, other, otherLocked, one, oneLocked);
        }

        private Uni<Void> cross(
                SqlExecutor sql,
                UUID first,
                CompletableFuture<Void> locked,
                UUID second,
                CompletableFuture<Void> otherIsLocked) {
            return append(sql, first)
                    .invoke(() -> locked.complete(null))
                    .chain(() -> Uni.createFrom().completionStage(otherIsLocked).emitOn(Contexts.current()))
                    .chain(() -> append(sql, second));
        }

        private Uni<Void> append(SqlExecutor sql, UUID bot) {
            return sql.execute("UPDATE bot SET name = name || 'x' WHERE tenant_id = $1 AND id = $2", api.tenant(), bot)
                    .replaceWithVoid();
        }

        void assertBothOnce() {
            assertThat(Database.column("SELECT name FROM bot WHERE tenant_id = ?", api.tenant()))
                    .containsExactly("xxx", "xxx");
            assertThat(seqs(api.tenant())).containsExactly("1", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void aReplyIsStoredAndQueuedOnce(String state) {
        String thread = api.openConversation(api.createSandboxBot("Shop", ""));
        api.say(thread, "user", "hello");
        conflict(api.tenant(), state, 3);
        String first = reply(thread);
        assertThat(Integer.parseInt(Database.column(CONFLICTS).get(0))).isGreaterThan(3);
        removeConflicts();
        assertThat(reply(thread)).isEqualTo(first);
        assertThat(Database.column("SELECT content FROM message WHERE tenant_id = ? ORDER BY seq", api.tenant()))
                .containsExactly("hello", "hi");
        assertThat(events("message.sent")).hasSize(1);
    }

    private String reply(String thread) {
        return api.as()
                .header("Idempotency-Key", "one")
                .body(Map.of("role", "assistant", "content", "hi"))
                .post("/api/v1/conversations/{id}/messages", thread)
                .then()
                .statusCode(201)
                .body("seq", equalTo(2))
                .extract()
                .asString();
    }

    @Test
    void aThreadIsOpenedOnce() {
        String bot = api.createBot("Shop");
        conflict(api.tenant(), "40P01", 1);
        String thread = api.openConversation(bot, "whatsapp", "+14155550101");
        assertThat(Database.column("SELECT id FROM conversation WHERE tenant_id = ?", api.tenant()))
                .containsExactly(thread);
        assertThat(Database.column("SELECT value FROM contact_identity WHERE tenant_id = ?", api.tenant()))
                .containsExactly("+14155550101");
        assertThat(events("conversation.started")).containsExactly(thread);
    }

    @Test
    void contactsAreMergedOnce() {
        String bot = api.createBot("Shop");
        String into = api.openConversation(bot, "whatsapp", "+14155550101");
        String from = api.openConversation(bot, "whatsapp", "+14155550102");
        conflict(api.tenant(), "40P01", 1);
        api.as()
                .body(Map.of("contact_id", contactOf(from)))
                .post("/api/v1/contacts/{id}/merge", contactOf(into))
                .then()
                .statusCode(200);
        assertThat(contactOf(from)).isEqualTo(contactOf(into));
        assertThat(events("conversation.merged")).containsExactlyInAnyOrder(into, from);
    }

    @Test
    void aCallBeginsOnce() {
        TwilioBot bot = TwilioBot.create();
        conflict(bot.tenant(), "40P01", 1);
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.messages()).hasSize(1);
        assertThat(seqs(bot.tenant())).startsWith("1", "2").doesNotHaveDuplicates();
    }

    @Test
    void aMessageOfACustomerIsStoredOnceAndAtOnce() {
        WhatsAppBot bot = WhatsAppBot.create();
        conflict(bot.tenant(), "40P01", 1);
        bot.post(bot.text("16505550001", WhatsAppBot.wamid(), "hello")).statusCode(200);
        assertThat(bot.messages("+16505550001")).hasSize(1);
        assertThat(Database.column("SELECT attempts FROM inbound_payload WHERE tenant_id = ?", bot.tenant()))
                .containsExactly("0");
    }

    @Test
    void aRequestGivesUpAfterFourAttempts() {
        String thread = api.openConversation(api.createBot("Shop"));
        conflict(api.tenant(), "40P01", Integer.MAX_VALUE);
        status(api.as(), thread)
                .then()
                .statusCode(503)
                .header("Retry-After", matchesPattern("[1-9][0-9]*"))
                .body("error.code", equalTo("not_ready"));
        assertThat(Database.column(CONFLICTS)).containsExactly("4");
        removeConflicts();
        status(api.as(), thread).then().statusCode(200);
        assertThat(events("conversation.status_changed")).hasSize(1);
    }

    private static io.restassured.response.Response status(RequestSpecification as, String thread) {
        return as.body(Map.of("status", "completed")).put("/api/v1/conversations/{id}/status", thread);
    }

    /** The first {@code times} transactions of the tenant fail when they write their events. */
    private static void conflict(UUID tenant, String state, int times) {
        Database.update("CREATE SEQUENCE conflict_count");
        Database.update("""
                CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF nextval('conflict_count') <= %d THEN RAISE EXCEPTION 'conflict' USING ERRCODE = '%s'; END IF;
                    RETURN NEW;
                END $$
                """.formatted(times, state));
        Database.update("""
                CREATE TRIGGER conflict BEFORE INSERT ON event FOR EACH ROW WHEN (NEW.tenant_id = '%s')
                EXECUTE FUNCTION conflict()
                """.formatted(tenant));
    }

    private String contactOf(String conversation) {
        return api.as()
                .get("/api/v1/conversations/{id}", conversation)
                .jsonPath()
                .getString("contact_id");
    }

    private List<String> events(String type) {
        return api.as()
                .get("/api/v1/events?limit=500")
                .jsonPath()
                .getList("findAll { it.type == '" + type + "' }.conversation_id");
    }

    private static List<String> seqs(UUID tenant) {
        return Database.column("SELECT seq FROM event WHERE tenant_id = ? ORDER BY seq", tenant);
    }
}
