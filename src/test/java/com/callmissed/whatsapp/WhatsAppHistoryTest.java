package com.callmissed.whatsapp;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.LoggedLines;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The history of a number that was used in the WhatsApp Business app is imported, and has no effects. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppHistoryTest {
    private static final String BUSINESS = "15550783881";
    private static final String CUSTOMER = "+16505550123";
    private static final String FILE = "23-wa-history-coexistence.json";

    private final FieldCase field = new FieldCase();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void importsMessagesWithTheirTimeAndDirection() {
        bot.post(field.read(FILE)).statusCode(200);

        List<Map<String, Object>> messages = bot.messages(CUSTOMER);
        assertThat(messages).extracting("content").containsExactly("old question", "old answer");
        assertThat(messages).extracting("role").containsExactly("user", "assistant");
        assertThat(messages).extracting("status").containsExactly("sent", "delivered");
        assertThat(messages).extracting("seq").containsExactly(1, 2);
        assertThat(messages).allSatisfy(message -> assertThat(metadata(message))
                .containsEntry("imported", true)
                .containsEntry("provider_timestamp", message.get("created_at")));
        assertThat(bot.conversation(CUSTOMER))
                .containsEntry("status", "active")
                .containsEntry("message_count", 2)
                .containsEntry("reply_window_expires_at", null)
                .containsEntry("ai_autoreply_enabled", true)
                .containsEntry("last_message_at", messages.get(1).get("created_at"))
                .containsEntry("last_message_preview", "old answer");
        assertThat(thread().isAsked()).isFalse();
        assertThat(eventTypes()).containsExactly("conversation.started", "message.received", "message.sent");
    }

    @Test
    void aFinishedThreadStaysAsItIs() {
        ConnectedBot thread = ConnectedBot.written(bot, CUSTOMER, "A live question");
        thread.complete();
        Database.update("DELETE FROM autoreply_turn WHERE tenant_id = ?", bot.tenant());
        Map<String, Object> before = thread.get().getMap("");

        bot.post(field.read(FILE)).statusCode(200);

        Map<String, Object> after = thread.get().getMap("");
        assertThat(after).containsEntry("message_count", 3);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("message_count", "updated_at")
                .isEqualTo(before);
        assertThat(thread.isAsked()).isFalse();
        assertThat(eventTypes()).endsWith("conversation.status_changed", "message.received", "message.sent");
    }

    @Test
    void eachMessageIsImportedOnce() {
        bot.post(field.read(FILE)).statusCode(200);
        bot.post(field.read(FILE)).statusCode(200);

        assertThat(bot.messages(CUSTOMER)).hasSize(2);
        assertThat(eventTypes()).hasSize(3);
    }

    @Test
    void theQuestionAndTheReplyToItAreNotDisturbed() {
        ConnectedBot thread = ConnectedBot.written(bot, CUSTOMER, "Are you open?");
        thread.autoreply(false);
        ConnectedBot other = ConnectedBot.written(bot, Api.randomNumber(), "Are you open?");
        other.autoreply(false);
        other.reply("Until six");

        bot.post(field.read(FILE)).statusCode(200);

        JsonPath draft =
                thread.post("/ai-draft", Map.of()).statusCode(200).extract().jsonPath();
        assertThat(draft.getString("draft")).isEqualTo("Until six");
        assertThat(draft.getInt("based_on_seq")).isEqualTo(1);
        thread.post("/messages", Map.of("role", "assistant", "content", "Until six", "based_on_seq", 1))
                .statusCode(201);
    }

    @Test
    void theBotAnswersTheNextMessageOfTheCustomer() {
        bot.post(field.read(FILE)).statusCode(200);
        thread().write("A new question");

        assertThat(thread().isAsked()).isTrue();
        assertThat(thread().get().getString("reply_window_expires_at")).isNotNull();
        assertThat(thread().get().getString("last_message_preview")).isEqualTo("A new question");
    }

    /** Meta sends the chunks in any order, most often the newest one first. */
    @Test
    void theThreadIsInTheOrderOfArrivalAndShowsTheNewestMessage() {
        bot.post(history(
                        1,
                        message("newer", now.minusSeconds(100), false),
                        message("newest", now.minusSeconds(50), true)))
                .statusCode(200);
        bot.post(history(
                        2,
                        message("later", now.minusSeconds(800), true),
                        message("oldest", now.minusSeconds(900), false)))
                .statusCode(200);

        List<Map<String, Object>> messages = bot.messages(CUSTOMER);
        assertThat(messages).extracting("content").containsExactly("newer", "newest", "oldest", "later");
        assertThat(messages)
                .extracting(message -> metadata(message).get("provider_timestamp"))
                .containsExactly(
                        now.minusSeconds(100).toString(),
                        now.minusSeconds(50).toString(),
                        now.minusSeconds(900).toString(),
                        now.minusSeconds(800).toString());
        assertThat(messages)
                .extracting(message -> message.get("created_at").toString())
                .isSorted();
        assertThat(bot.conversation(CUSTOMER))
                .containsEntry("last_message_preview", "newest")
                .containsEntry("last_message_at", now.minusSeconds(50).toString());
    }

    @Test
    void draftsFindImportedAnswersThatCameAfterTheirQuestion() {
        bot.post(history(1, message("we open at nine", now.minusSeconds(50), true)))
                .statusCode(200);
        ConnectedBot asker = ConnectedBot.written(bot, Api.randomNumber(), "when does the bakery open");
        asker.autoreply(false);

        bot.post(history(2, message("when does the bakery open", now.minusSeconds(900), false)))
                .statusCode(200);
        bot.post(history(3, message("too early", now.minusSeconds(950), true))).statusCode(200);
        assertThat(draft(asker)).isNotEqualTo("too early");

        bot.post(history(4, message("at seven", now.minusSeconds(890), true))).statusCode(200);
        assertThat(draft(asker)).isEqualTo("at seven");
    }

    @Test
    void aLargeHistoryIsImportedPieceByPiece() {
        String[] messages = IntStream.range(0, 300)
                .mapToObj(i -> message("Line " + i, now.minusSeconds(5000 - i), i % 2 == 1))
                .toArray(String[]::new);
        bot.post(history(1, messages)).statusCode(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> bot.conversations().size() == 1
                        && bot.conversation(CUSTOMER).get("message_count").equals(300));
        assertThat(bot.messages(CUSTOMER))
                .extracting("content")
                .startsWith("Line 0", "Line 1")
                .endsWith("Line 299");
    }

    @Test
    void theProgressIsLoggedAndCounted() {
        double before = imported();
        try (LoggedLines log = LoggedLines.atEveryLevel()) {
            bot.post(field.read(FILE)).statusCode(200);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("WhatsApp history of bot " + bot.id() + " of tenant " + bot.tenant()
                            + ": 55 percent, after 2 messages of phase 0, chunk 1"));
        }
        assertThat(imported()).isGreaterThanOrEqualTo(before + 2);
    }

    @Test
    void aHistoryThatIsNotSharedIsHarmless() {
        try (LoggedLines log = LoggedLines.atEveryLevel()) {
            bot.post(asHistory(
                            "\"history\":[{\"errors\":[{\"code\":2593109,\"title\":\"History sync is turned off\"}]}]"))
                    .statusCode(200);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("The WhatsApp history of bot " + bot.id() + " of tenant "
                            + bot.tenant() + " is not shared: Meta's code 2593109"));
        }
        assertThat(bot.conversations()).isEmpty();
        assertThat(Database.column("SELECT outcome FROM inbound_payload WHERE tenant_id = ?", bot.tenant()))
                .isEqualTo(List.of("processed"));
    }

    @Test
    void mediaTakeThePlaceOfTheirPlaceholder() {
        String placeholder = message("x", now.minusSeconds(100), false)
                .replace("\"type\":\"text\",\"text\":{\"body\":\"x\"}", "\"type\":\"media_placeholder\"");
        String media = placeholder.replace(
                "\"type\":\"media_placeholder\"",
                "\"type\":\"image\",\"image\":"
                        + "{\"id\":\"77\",\"mime_type\":\"image/jpeg\",\"caption\":\"The receipt\"}");
        bot.post(history(1, placeholder)).statusCode(200);
        assertThat(bot.messages(CUSTOMER)).extracting("content").containsExactly("Media (not shared)");

        bot.post(asHistory("\"messages\":[" + media + "]")).statusCode(200);
        bot.post(asHistory("\"messages\":[" + media + "]")).statusCode(200);

        Map<String, Object> message = bot.messages(CUSTOMER).get(0);
        assertThat(bot.messages(CUSTOMER)).hasSize(1);
        assertThat(message).containsEntry("message_type", "image").containsEntry("content", "The receipt");
        assertThat(metadata(message))
                .containsEntry("media", Map.of("id", "77", "mime_type", "image/jpeg"))
                .containsEntry("imported", true)
                .doesNotContainKey("media_placeholder");
        assertThat(bot.conversation(CUSTOMER)).containsEntry("last_message_preview", "The receipt");
        assertThat(eventTypes()).containsExactly("conversation.started", "message.received", "message.updated");
        assertThat(thread().isAsked()).isFalse();
    }

    /** A thread and its message may name different people, and a merge cannot be taken back. */
    @Test
    void aHistoryMergesNobody() {
        String other = Api.randomNumber();
        bot.post(bot.textNow(CUSTOMER.substring(1), WhatsAppBot.wamid(), "One")).statusCode(200);
        bot.post(bot.textNow(other.substring(1), WhatsAppBot.wamid(), "Two")).statusCode(200);
        bot.post(bot.payload(WhatsAppBot.message("", WhatsAppBot.wamid(), "text", "\"from_user_id\":\"US.7\"")))
                .statusCode(200);
        List<String> before = links();

        String old = message("old", now.minusSeconds(100), false);
        bot.post(history(1, old.replace(CUSTOMER.substring(1), other.substring(1))))
                .statusCode(200);
        bot.post(history(2, named("US.7"))).statusCode(200);

        assertThat(links()).isEqualTo(before).hasSize(3);
        assertThat(bot.conversations()).hasSize(3);
        assertThat(bot.messages(CUSTOMER)).extracting("content").containsExactly("One", "old", "named US.7");
    }

    @Test
    void aHistoryLinksANewUserId() {
        bot.post(history(1, named("US.8"))).statusCode(200);
        bot.post(history(2, named("US.9"))).statusCode(200);

        assertThat(links()).hasSize(3);
        assertThat(bot.conversations()).hasSize(1);
    }

    @Test
    void aDeletedMessageOfTheHistoryIsNotReadable() {
        String wamid = WhatsAppBot.wamid();
        bot.post(history(1, withId(wamid, message("4111 1111", now.minusSeconds(100), false))))
                .statusCode(200);
        bot.post(revoking(wamid)).statusCode(200);

        assertThat(bot.messages(CUSTOMER)).extracting("content").containsExactly("");
        assertThat(bot.conversation(CUSTOMER)).containsEntry("last_message_preview", "");
    }

    @Test
    void theListShowsTheNewestMessageWhenAnOlderOneChanges() {
        String older = WhatsAppBot.wamid();
        String newest = WhatsAppBot.wamid();
        String placeholder = message("x", now.minusSeconds(300), false)
                .replace("\"type\":\"text\",\"text\":{\"body\":\"x\"}", "\"type\":\"media_placeholder\"");
        String media = placeholder.replace(
                "\"type\":\"media_placeholder\"",
                "\"type\":\"image\",\"image\":"
                        + "{\"id\":\"77\",\"mime_type\":\"image/jpeg\",\"caption\":\"The receipt\"}");
        bot.post(history(1, withId(newest, message("newest", now.minusSeconds(100), false))))
                .statusCode(200);
        bot.post(history(2, placeholder, withId(older, message("older", now.minusSeconds(200), false))))
                .statusCode(200);

        bot.post(asHistory("\"messages\":[" + media + "]")).statusCode(200);
        bot.post(revoking(older)).statusCode(200);

        assertThat(bot.messages(CUSTOMER)).extracting("content").containsExactly("newest", "The receipt", "");
        assertThat(bot.conversation(CUSTOMER)).containsEntry("last_message_preview", "newest");

        bot.post(revoking(newest)).statusCode(200);
        assertThat(bot.conversation(CUSTOMER)).containsEntry("last_message_preview", "");
    }

    @Test
    void aPersonGetsADraftForTheNewestQuestionOfAnImportedThread() {
        ConnectedBot answered = ConnectedBot.written(bot, Api.randomNumber(), "Do you open on Sundays?");
        answered.autoreply(false);
        answered.reply("From ten to four");
        bot.post(history(1, message("Do you open on Sundays?", now.minusSeconds(100), false)))
                .statusCode(200);
        bot.post(history(2, message("Where is my parcel?", now.minusSeconds(900), false)))
                .statusCode(200);

        JsonPath draft =
                thread().post("/ai-draft", Map.of()).statusCode(200).extract().jsonPath();

        assertThat(draft.getString("draft")).isEqualTo("From ten to four");
        assertThat(draft.getInt("based_on_seq")).isEqualTo(1);
        assertThat(thread().isAsked()).isFalse();
    }

    private static String withId(String wamid, String message) {
        return message.replaceFirst("wamid\\.[^\"]*", wamid);
    }

    private String revoking(String wamid) {
        return bot.payload(WhatsAppBot.message(
                CUSTOMER.substring(1),
                WhatsAppBot.wamid(),
                "revoke",
                "\"revoke\":{\"original_message_id\":\"" + wamid + "\"}"));
    }

    private List<String> links() {
        return Database.column(
                "SELECT value || ' ' || contact_id FROM contact_identity WHERE tenant_id = ? ORDER BY value",
                bot.tenant());
    }

    private String named(String userId) {
        return message("named " + userId, now.minusSeconds(90), false)
                .replaceFirst("\\{", "{\"from_user_id\":\"" + userId + "\",");
    }

    private static double imported() {
        return Management.metrics()
                .lines()
                .filter(line -> line.startsWith("callmissed_ingest_total{outcome=\"imported\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private ConnectedBot thread() {
        return new ConnectedBot(
                bot, CUSTOMER, (String) bot.conversation(CUSTOMER).get("id"));
    }

    private static String draft(ConnectedBot chat) {
        return chat.post("/ai-draft", Map.of()).extract().path("draft");
    }

    private String history(int chunk, String... messages) {
        return asHistory("\"history\":[{\"metadata\":{\"phase\":1,\"chunk_order\":" + chunk + ",\"progress\":60},"
                + "\"threads\":[{\"id\":\"" + CUSTOMER.substring(1) + "\",\"messages\":["
                + String.join(",", messages) + "]}]}]");
    }

    private String asHistory(String content) {
        return bot.change(content).replace("\"field\":\"messages\"", "\"field\":\"history\"");
    }

    private static String message(String text, Instant at, boolean ours) {
        return "{\"from\":\"%s\",%s\"id\":\"%s\",\"timestamp\":\"%d\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                .formatted(
                        ours ? BUSINESS : CUSTOMER.substring(1),
                        ours ? "\"to\":\"" + CUSTOMER.substring(1) + "\"," : "",
                        WhatsAppBot.wamid(),
                        at.getEpochSecond(),
                        text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> message) {
        return (Map<String, Object>) message.get("metadata");
    }

    private List<String> eventTypes() {
        return given()
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "agent"))
                .get("/api/v1/events?limit=500")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .<String>getList("type")
                .stream()
                .collect(Collectors.toList());
    }
}
