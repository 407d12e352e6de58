package com.callmissed.whatsapp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Payloads and calls of one person at the same moment. Locks of the test hold the transactions in the middle. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ContactRaceTest {
    private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted";

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    /** Both have looked for the person and found nobody, before either can store anything. */
    @RepeatedTest(3)
    void twoAddressesOfANewPersonMakeOneContactAndOneThread() {
        List<CompletableFuture<?>> posts;
        try (HeldTransaction held = HeldTransaction.of("LOCK TABLE contact_identity IN SHARE MODE")) {
            posts = List.of(
                    post(text("US.1", "16505550001", "both")),
                    post(text("US.1", null, "user")),
                    post(text(null, "16505550001", "number")));
            awaitWaiting(posts.size());
            held.commit();
        }
        posts.forEach(CompletableFuture::join);
        post(text("US.1", "16505550001", "last")).join();
        assertThat(bot.conversations()).hasSize(1);
        assertThat(Database.column("SELECT id FROM contact WHERE tenant_id = ?", bot.tenant()))
                .hasSize(1);
        assertThat(texts()).containsExactlyInAnyOrder("both", "user", "number", "last");
        assertThat(seqs()).containsExactly(1, 2, 3, 4);
    }

    /** The merge has moved everything and waits for the log; the message waits for the thread that is gone then. */
    @Test
    void aMessageThatArrivesDuringAMergeIsStoredOnce() {
        post(text("US.1", null, "user")).join();
        post(text(null, "16505550001", "number")).join();
        CompletableFuture<?> merge;
        CompletableFuture<?> user;
        CompletableFuture<?> number;
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", bot.tenant())) {
            merge = post(text("US.1", "16505550001", "both"));
            awaitWaiting(1);
            user = post(text("US.1", null, "user again"));
            number = post(text(null, "16505550001", "number again"));
            awaitWaiting(3);
            log.commit();
        }
        CompletableFuture.allOf(merge, user, number).join();
        assertOneThreadOf("user", "number", "both", "user again", "number again");
    }

    /** Two messages have changed their threads and wait for the log; the merge waits for them. */
    @Test
    void aMergeDuringMessagesMovesThemToo() {
        post(text("US.1", null, "user")).join();
        post(text(null, "16505550001", "number")).join();
        CompletableFuture<?> user;
        CompletableFuture<?> merge;
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", bot.tenant())) {
            user = post(text("US.1", null, "user again"));
            awaitWaiting(1);
            merge = post(text("US.1", "16505550001", "both"));
            awaitWaiting(2);
            log.commit();
        }
        CompletableFuture.allOf(merge, user).join();
        assertOneThreadOf("user", "number", "both", "user again");
    }

    /** The merge has taken the contact of the caller away and waits for the log; the call waits for that contact. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallDuringAMergeHasTheContactThatIsLeft(boolean isOver) {
        TwilioBot phone = TwilioBot.create();
        PhoneCall other = PhoneCall.answered(phone);
        PhoneCall earlier = PhoneCall.answered(phone);
        Object into = other.conversation().get("contact_id");
        Object from = earlier.conversation().get("contact_id");
        PhoneCall call = PhoneCall.from(earlier.caller(), phone);
        CompletableFuture<?> merge;
        CompletableFuture<?> webhook;
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", phone.tenant())) {
            merge = OwnThread.run(() -> phone.call("/api/v1/contacts/" + into + "/merge", Map.of("contact_id", from))
                    .statusCode(200));
            int merging = log.awaitBlocked();
            webhook = OwnThread.run(() -> {
                if (isOver) {
                    call.status("no-answer", "0").statusCode(200);
                } else {
                    call.ring();
                }
            });
            HeldTransaction.awaitBlockedBy(merging);
            log.commit();
        }
        CompletableFuture.allOf(merge, webhook).join();
        assertThat(call.conversation())
                .containsEntry("contact_id", into)
                .containsEntry("status", isOver ? "failed" : "active");
        assertThat(call.messages()).hasSize(isOver ? 0 : 1);
    }

    private void assertOneThreadOf(String... texts) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(bot.conversations()).hasSize(1);
            assertThat(texts()).containsExactlyInAnyOrder((Object[]) texts);
        });
        assertThat(seqs()).isSorted().doesNotHaveDuplicates().startsWith(1).endsWith(texts.length);
        assertThat(bot.conversations().get(0)).containsEntry("message_count", (Object) texts.length);
    }

    private List<Object> texts() {
        return messages("content");
    }

    private List<Integer> seqs() {
        return messages("seq").stream().map(Integer.class::cast).toList();
    }

    private List<Object> messages(String field) {
        Map<String, Object> thread = bot.conversations().get(0);
        return given().header("Authorization", "Bearer " + TestTokens.of(bot.tenant(), "agent"))
                .get("/api/v1/conversations/" + thread.get("id") + "/messages")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList(field);
    }

    private CompletableFuture<?> post(String body) {
        return OwnThread.run(() -> bot.post(body).statusCode(200));
    }

    private String text(String userId, String number, String text) {
        String user = userId == null ? "" : "\"from_user_id\":\"" + userId + "\",";
        String from = number == null ? "" : "\"from\":\"" + number + "\",";
        return bot.payload("{" + from + user + "\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}");
    }

    private static void awaitWaiting(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Integer.parseInt(Database.column(WAITING).get(0)) >= count);
    }
}
