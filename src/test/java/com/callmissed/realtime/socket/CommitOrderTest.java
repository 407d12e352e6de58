package com.callmissed.realtime.socket;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions that commit in another order than they began. No event is skipped, and other tenants are not affected.
 */
@QuarkusTest
class CommitOrderTest {
    private static final int LOCK = 4711;

    @TestHTTPResource
    URI base;

    private final Api api = Api.ofFreshTenant();
    private final Api others = Api.ofFreshTenant();
    private String one;
    private String another;
    private String elsewhere;
    private SocketClient socket;
    private SocketClient othersSocket;
    private long position;

    /** Makes commits of the tenant take a lock after their events have sequence numbers. */
    @BeforeEach
    void open() {
        String bot = api.createBot("Desk");
        one = api.openConversation(bot);
        another = api.openConversation(bot);
        elsewhere = others.openConversation(others.createBot("Desk"));
        socket = SocketClient.withToken(base, TestTokens.of(api.tenant(), "agent"));
        position = socket.nextJson().path("seq").asLong();
        othersSocket = SocketClient.withToken(base, TestTokens.of(others.tenant(), "agent"))
                .ready();
        Database.update("""
                CREATE FUNCTION wait_in_commit() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_advisory_xact_lock_shared(%d); RETURN NULL; END $$
                """.formatted(LOCK));
        Database.update("""
                CREATE CONSTRAINT TRIGGER wait_in_commit AFTER UPDATE ON event_counter
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.tenant_id = '%s') EXECUTE FUNCTION wait_in_commit()
                """.formatted(api.tenant()));
    }

    @AfterEach
    void close() {
        Database.update("DROP FUNCTION wait_in_commit() CASCADE");
        socket.close();
        othersSocket.close();
    }

    @Test
    void tellsWhatWasCommittedLateInItsPlaceAndHoldsUpNoOtherTenant() {
        CompletableFuture<Void> first;
        CompletableFuture<Void> second;
        try (HeldTransaction hold = holdCommits()) {
            first = say(one, "first");
            int committing = hold.awaitBlocked();
            second = say(another, "second");
            HeldTransaction.awaitBlockedBy(committing);

            for (String text : List.of("a", "b", "c")) {
                others.say(elsewhere, "user", text);
                assertThat(content(othersSocket.nextJson())).isEqualTo(text);
            }
            assertThat(socket.rest()).isEmpty();
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
        }
        assertNext("first", 1);
        assertNext("second", 2);
        first.join();
        second.join();
    }

    @Test
    void leavesNoGapWhereATransactionWasLost() {
        CompletableFuture<Void> lost;
        CompletableFuture<Void> second;
        try (HeldTransaction hold = holdCommits()) {
            lost = say(one, "lost");
            int committing = hold.awaitBlocked();
            second = say(another, "second");
            HeldTransaction.awaitBlockedBy(committing);
            Database.column("SELECT pg_terminate_backend(?)", committing);
            assertThat(lost).failsWithin(Duration.ofSeconds(10));
        }
        second.join();
        api.say(one, "user", "again");
        assertNext("second", 1);
        assertNext("again", 2);
    }

    @Test
    void tellsWhatBeganBeforeOthersAndEndedAfterThem() {
        CompletableFuture<Void> early;
        try (HeldTransaction hold =
                HeldTransaction.of("SELECT FROM conversation WHERE id = ? FOR UPDATE", UUID.fromString(one))) {
            early = say(one, "early");
            hold.awaitBlocked();
            api.say(another, "user", "late");
            assertNext("late", 1);
        }
        early.join();
        assertNext("early", 2);
    }

    private static HeldTransaction holdCommits() {
        return HeldTransaction.of("SELECT pg_advisory_xact_lock(?)", LOCK);
    }

    private CompletableFuture<Void> say(String conversation, String text) {
        return OwnThread.run(() -> api.say(conversation, "user", text));
    }

    /** @param behind number of events after the position at the start */
    private void assertNext(String text, int behind) {
        JsonNode frame = socket.nextJson();
        assertThat(content(frame)).isEqualTo(text);
        assertThat(frame.path("seq").asLong()).isEqualTo(position + behind);
    }

    private static String content(JsonNode frame) {
        return frame.at("/data/message/content").asText();
    }
}
