package com.callmissed.whatsapp;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Edits, deletions and reactions, by the customer and from the business phone. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MessageChangesTest {
    private static final String FRIDAY = "Two tickets for Friday please";
    private static final String SATURDAY = "Two tickets for SATURDAY please";

    private final FieldCase field = new FieldCase();
    private final String wamid = field.wamid("08");
    private WhatsAppBot bot;
    private ConnectedBot chat;

    @BeforeEach
    void write() {
        bot = WhatsAppBot.create();
        String customer = "+16505550108";
        bot.post(bot.textNow(customer.substring(1), wamid, FRIDAY)).statusCode(200);
        chat = new ConnectedBot(
                bot, customer, (String) bot.conversation(customer).get("id"));
    }

    @Test
    void anEditReplacesTheTextAndKeepsTheEarlierOne() {
        bot.post(field.read("08-wa-edit-text.json")).statusCode(200);
        bot.post(field.read("08-wa-edit-text.json")).statusCode(200);

        Map<String, Object> message = single();
        assertThat(message).containsEntry("content", SATURDAY).containsEntry("message_type", "text");
        assertThat(edits(message)).containsExactly(FRIDAY);
        assertThat(chat.get().getString("last_message_preview")).isEqualTo(SATURDAY);
        assertThat(updates()).singleElement().satisfies(event -> {
            assertThat(event.get("actor")).isEqualTo(Map.of("kind", "customer", "id", chat.customer()));
            assertThat(event.get("data"))
                    .isEqualTo(Map.of(
                            "message", message, "conversation", chat.get().getMap("")));
        });

        receive(WhatsAppBot.wamid(), edit(wamid, "Three"));
        assertThat(single()).containsEntry("content", "Three");
        assertThat(edits(single())).containsExactly(SATURDAY, FRIDAY);
    }

    @Test
    void keepsTheLastTenTexts() {
        for (int i = 0; i < 12; i++) {
            receive(WhatsAppBot.wamid(), edit(wamid, "Text " + i));
        }
        assertThat(edits(single())).hasSize(10).startsWith("Text 10").endsWith("Text 1");
    }

    @Test
    void anEditThatOvertakesItsMessageStandsForIt() {
        String late = WhatsAppBot.wamid();
        receive(WhatsAppBot.wamid(), edit(late, SATURDAY));
        receive(late, "\"type\":\"text\",\"text\":{\"body\":\"Late\"}");

        assertThat(contents()).containsExactly(FRIDAY, SATURDAY);
    }

    @Test
    void aDeletionLeavesNothingToRead() {
        receive(WhatsAppBot.wamid(), edit(wamid, SATURDAY));
        receive(WhatsAppBot.wamid(), reaction(wamid, "👍"));
        bot.post(field.read("09-wa-revoke.json").replace(field.wamid("09") + '"', wamid + '"'))
                .statusCode(200);
        receive(WhatsAppBot.wamid(), deletion(wamid));
        receive(WhatsAppBot.wamid(), edit(wamid, "Again"));

        Map<String, Object> message = chat.messages().get(0);
        assertThat(message)
                .containsEntry("content", "")
                .containsEntry("reactions", List.of())
                .hasEntrySatisfying("deleted_at", at -> assertThat(at).isNotNull())
                .hasEntrySatisfying("metadata", metadata -> assertThat(metadata)
                        .asString()
                        .contains("provider_timestamp")
                        .doesNotContain("edits", "tickets"));
        assertThat(chat.get().getString("last_message_preview")).isEmpty();
        assertThat(updates()).hasSize(3);
        chat.post("/ai-draft", Map.of()).statusCode(400);
    }

    @Test
    void aDeletionThatOvertakesItsMessageKeepsItOut() {
        String late = WhatsAppBot.wamid();
        receive(WhatsAppBot.wamid(), deletion(late));
        receive(late, "\"type\":\"text\",\"text\":{\"body\":\"Secret\"}");

        assertThat(contents()).containsExactly(FRIDAY, "Deleted message");
        assertThat(chat.messages().get(1)).containsEntry("message_type", "system");
    }

    @Test
    void aLaterMessageStaysTheOneThatTheListShows() {
        chat.write("And one more thing");
        receive(WhatsAppBot.wamid(), edit(wamid, SATURDAY));

        assertThat(chat.get().getString("last_message_preview")).isEqualTo("And one more thing");
    }

    @Test
    void nobodyChangesTheWordsOfTheOtherSide() {
        String echo = WhatsAppBot.wamid();
        bot.post(bot.echo(chat.customer().substring(1), echo, "We have two left"))
                .statusCode(200);
        receive(WhatsAppBot.wamid(), edit(echo, "We have none"));
        receive(WhatsAppBot.wamid(), deletion(echo));
        echo(deletion(wamid));

        assertThat(contents()).startsWith(FRIDAY, "We have two left");
        assertThat(updates()).isEmpty();
    }

    @Test
    void theBusinessPhoneChangesItsOwnMessages() {
        String echo = WhatsAppBot.wamid();
        bot.post(bot.echo(chat.customer().substring(1), echo, "We have two left"))
                .statusCode(200);
        echo(edit(echo, "We have three left"));
        assertThat(contents()).containsExactly(FRIDAY, "We have three left");
        echo(deletion(echo));

        assertThat(contents()).containsExactly(FRIDAY, "");
        assertThat(chat.messages().get(1).get("metadata")).asString().contains("business_phone");
        assertThat(updates())
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.get("actor")).asString().contains("kind=user"));
    }

    @Test
    void aReactionIsShownOnItsMessage() {
        String first = WhatsAppBot.wamid();
        receive(first, reaction(wamid, "👍"));
        receive(first, reaction(wamid, "👍"));
        assertThat(reactions()).containsExactly(Map.of("emoji", "👍", "by", "customer"));
        echo(reaction(wamid, "🎉"));
        receive(WhatsAppBot.wamid(), reaction(wamid, "❤️"));
        assertThat(reactions())
                .containsExactly(Map.of("emoji", "❤️", "by", "customer"), Map.of("emoji", "🎉", "by", "business"));
        receive(WhatsAppBot.wamid(), "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"" + wamid + "\"}");

        assertThat(reactions()).containsExactly(Map.of("emoji", "🎉", "by", "business"));
        assertThat(chat.messages()).hasSize(5);
        assertThat(updates()).hasSize(4);
    }

    @Test
    void aReactionToAnUnknownMessageIsKept() {
        receive(WhatsAppBot.wamid(), reaction(WhatsAppBot.wamid(), "👍"));
        assertThat(contents()).containsExactly(FRIDAY, "👍");
        assertThat(updates()).isEmpty();
    }

    @Test
    void changesNothingOfAnotherTenant() {
        WhatsAppBot other = WhatsAppBot.create();
        other.post(other.payload(from(WhatsAppBot.wamid(), deletion(wamid)))).statusCode(200);
        assertThat(contents()).containsExactly(FRIDAY);
    }

    @Test
    void aDeletedQuestionGetsNoAnswer() {
        receive(WhatsAppBot.wamid(), deletion(wamid));
        chat.endQuietTime();

        Awaitility.await().until(() -> !chat.isAsked());
        assertThat(contents()).containsExactly("");
        assertThat(chat.get().getString("status")).isEqualTo("active");
        assertThat(events("conversation.autoreply_dropped"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("data")).asString().contains("reason=message_deleted"));
    }

    @Test
    void whatIsLeftOfTheQuestionGetsAnAnswer() {
        String second = WhatsAppBot.wamid();
        receive(second, "\"type\":\"text\",\"text\":{\"body\":\"No, three\"}");
        receive(WhatsAppBot.wamid(), deletion(second));
        chat.endQuietTime();

        Awaitility.await().until(() -> !chat.isAsked());
        assertThat(contents()).hasSize(3).startsWith(FRIDAY, "");
    }

    private void receive(String id, String content) {
        bot.post(bot.payload(from(id, content))).statusCode(200);
    }

    private void echo(String content) {
        String echo = "{\"from\":\"15550783881\",\"to\":\"%s\",\"id\":\"%s\",\"timestamp\":\"%d\",%s}"
                .formatted(
                        chat.customer().substring(1),
                        WhatsAppBot.wamid(),
                        Instant.now().getEpochSecond(),
                        content);
        bot.post(bot.change("\"message_echoes\":[" + echo + "]")
                        .replace("\"field\":\"messages\"", "\"field\":\"smb_message_echoes\""))
                .statusCode(200);
    }

    private String from(String id, String content) {
        return "{\"from\":\"%s\",\"id\":\"%s\",\"timestamp\":\"%d\",%s}"
                .formatted(chat.customer().substring(1), id, Instant.now().getEpochSecond(), content);
    }

    private static String edit(String target, String text) {
        return ("\"type\":\"edit\",\"edit\":{\"original_message_id\":\"%s\","
                        + "\"message\":{\"type\":\"text\",\"text\":{\"body\":\"%s\"}}}")
                .formatted(target, text);
    }

    private static String deletion(String target) {
        return "\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"" + target + "\"}";
    }

    private static String reaction(String target, String emoji) {
        return "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"%s\",\"emoji\":\"%s\"}".formatted(target, emoji);
    }

    private Map<String, Object> single() {
        assertThat(chat.messages()).hasSize(1);
        return chat.messages().get(0);
    }

    private List<Object> contents() {
        return chat.messages().stream().map(message -> message.get("content")).toList();
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> reactions() {
        return (List<Map<String, Object>>) chat.messages().get(0).get("reactions");
    }

    @SuppressWarnings("unchecked")
    private static List<String> edits(Map<String, Object> message) {
        Map<String, Object> metadata = (Map<String, Object>) message.get("metadata");
        return ((List<Map<String, String>>) metadata.get("edits"))
                .stream().map(edit -> edit.get("content")).toList();
    }

    private List<Map<String, Object>> updates() {
        return events("message.updated");
    }

    private List<Map<String, Object>> events(String type) {
        JsonPath events = RestAssured.given()
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "agent"))
                .get("/api/v1/events")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return events.getList("findAll { it.type == '" + type + "' }");
    }
}
