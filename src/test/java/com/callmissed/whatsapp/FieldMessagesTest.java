package com.callmissed.whatsapp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** What real traffic contains: what is stored of messages, what statuses change, and what is ignored. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FieldMessagesTest {
    private final FieldCase field = new FieldCase();
    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void keepsTheAdThatACustomerCameFromAndAnswersOnce() {
        AutomaticAnswers.save(bot.tenant(), bot.id(), "Yes, it is", "blue one stock");
        try (GraphServer graph = GraphServer.ofThisApp()) {
            post("01-wa-referral-ad.json");
            ConnectedBot chat = of("+16505550101");
            chat.endQuietTime();
            Awaitility.await().until(() -> chat.messages().size() == 2 && !chat.isAsked());
            chat.awaitStatus((String) chat.messages().get(1).get("id"), "sent");

            assertThat(chat.messages())
                    .extracting("content")
                    .containsExactly("Saw the ad, is the blue one in stock?", "Yes, it is");
            assertThat(metadata(chat.messages().get(0)).get("referral"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("source_id", "120210000000000001")
                    .containsEntry("ctwa_clid", "ARcase01clid");
            assertThat(graph.messages(chat.customer())).hasSize(1);
        }
    }

    @Test
    void keepsWhatWasForwardedAndWhichProductIsMeant() {
        post("02-wa-forwarded-and-product.json");

        List<Map<String, Object>> messages = bot.messages("+16505550102");
        assertThat(messages).extracting("content").containsExactly("fwd", "fwd often", "is this one waterproof?");
        assertThat(messages)
                .extracting(message -> metadata(message).get("context"))
                .containsExactly(
                        Map.of("forwarded", true),
                        Map.of("frequently_forwarded", true),
                        Map.of(
                                "from",
                                "15550009999",
                                "id",
                                field.wamid("neverseen"),
                                "referred_product",
                                Map.of("catalog_id", "700000000000001", "product_retailer_id", "sku-77")));
    }

    @Test
    void keepsTheItemsOfAnOrder() throws IOException {
        post("03-wa-order-two-items.json");

        Map<String, Object> message = onlyMessage("+16505550103");
        assertThat(message)
                .containsEntry("content", "Order of 2 items: gift wrap please")
                .containsEntry("role", "user");
        String stored = Database.column(
                        "SELECT (metadata->'order')::text FROM message WHERE tenant_id = ?", bot.tenant())
                .get(0);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(stored))
                .isEqualTo(
                        json.readTree(field.read("03-wa-order-two-items.json")).findValue("order"));
    }

    @Test
    void showsTheAnswersOfAFlow() {
        post("04-wa-flow-nfm-reply.json");

        Map<String, Object> message = onlyMessage("+16505550104");
        assertThat(message).containsEntry("content", "Rating: Good\nNote: courier was late");
        assertThat(metadata(message).get("interactive")).asString().contains("response_json", "4_Good", "tok-1");
    }

    @Test
    void showsTheNameAndNumberOfSharedContacts() {
        post("05-wa-contact-cards.json");

        Map<String, Object> message = onlyMessage("+16505550105");
        assertThat(message)
                .containsEntry("content", "Zoë 🐚 Ex-Ample, +49 30 1234567; Acme GmbH, info@acme.example; Contact")
                .containsEntry("message_type", "contacts");
        assertThat((List<?>) metadata(message).get("contacts")).hasSize(3);
    }

    @Test
    void showsWhereALocationWithoutANameIs() {
        post("06-wa-location-without-name.json");

        assertThat(onlyMessage("+16505550106"))
                .containsEntry("content", "-33.45,-70.6667")
                .containsEntry("message_type", "location");
    }

    @Test
    void recordsWhatMetaDoesNotSupport() {
        post("07-wa-unsupported-poll.json");

        Map<String, Object> message = onlyMessage("+16505550107");
        assertThat(message).containsEntry("message_type", "system").containsEntry("content", "Unsupported message");
        assertThat(metadata(message).get("errors")).asString().contains("131051");
        assertThat(of("+16505550107").isAsked()).isFalse();
    }

    @Test
    void keepsAReactionToAMessageThatWasNeverSeen() {
        post("41-wa-reaction-to-unseen.json");

        Map<String, Object> message = onlyMessage("+16505550141");
        assertThat(message).containsEntry("message_type", "reaction").containsEntry("content", "❤️");
        assertThat(metadata(message))
                .containsEntry("reaction", Map.of("message_id", field.wamid("nobody"), "emoji", "❤️"));
        assertThat(of("+16505550141").isAsked()).isFalse();
    }

    @Test
    void keepsStrangeTextsAsTheyAre() throws IOException {
        String file = field.read("43-wa-text-strange.json");
        bot.post(file).statusCode(200);

        List<Object> said = new ArrayList<>();
        for (JsonNode message : new ObjectMapper().readTree(file).findValue("messages")) {
            said.add(message.path("text").path("body").asText("Empty message"));
        }
        assertThat(said).hasSize(5).contains("Empty message");
        List<Map<String, Object>> messages = bot.messages("+16505550143");
        assertThat(messages).extracting("content").containsExactlyElementsOf(said);
        assertThat(bot.conversation("+16505550143").get("last_message_preview")).isEqualTo("line1 line2 Tab sep");
    }

    @Test
    void numbersMessagesByArrivalAndKeepsTheirTime() {
        post("96-wa-out-of-order.json");

        List<Map<String, Object>> messages = bot.messages("+16505550196");
        assertThat(messages).extracting("content").containsExactly("second (sent later)", "first (sent earlier)");
        assertThat(messages).extracting("seq").containsExactly(1, 2);
        assertThat(metadata(messages.get(0)).get("provider_timestamp").toString())
                .isGreaterThan(
                        metadata(messages.get(1)).get("provider_timestamp").toString());
    }

    @Test
    void takesAReportThatAVoiceMessageWasPlayedForRead() {
        report("18-wa-status-played.json", (chat, reply) -> assertThat(chat.message(reply))
                .containsEntry("status", "read"));
    }

    @Test
    void keepsWhyAMessageFailedThatWasReadBefore() {
        report("18-wa-status-played.json", (chat, reply) -> {
            String wamid = Database.column(
                            "SELECT provider_message_id FROM message WHERE tenant_id = ? AND id = ?",
                            bot.tenant(),
                            UUID.fromString(reply))
                    .get(0);
            bot.post(field.read("19-wa-status-failed-after-read.json").replace("@OUT@", wamid))
                    .statusCode(200);
            assertThat(chat.message(reply)).containsEntry("status", "failed");
            assertThat(metadata(chat.message(reply)))
                    .containsEntry(
                            "error",
                            Map.of(
                                    "code",
                                    131049,
                                    "title",
                                    "Not delivered",
                                    "details",
                                    "To keep the ecosystem healthy"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"15-wa-value-level-errors.json", "21-wa-other-fields.json", "22-wa-account-updates-unnamed.json"
            })
    void ignoresWhatIsNotSaidByAnybody(String file) {
        post(file);

        assertThat(bot.conversations()).isEmpty();
        assertThat(Database.column("SELECT id FROM contact WHERE tenant_id = ?", bot.tenant()))
                .isEmpty();
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("ignored");
    }

    private interface Check {
        void that(ConnectedBot chat, String reply);
    }

    private void report(String file, Check check) {
        ConnectedBot chat = ConnectedBot.written(bot, "+16505550116", "A question?");
        try (GraphServer graph = GraphServer.ofThisApp()) {
            String reply = chat.reply("The answer");
            chat.awaitStatus(reply, "sent");
            bot.post(field.read(file)
                            .replace(
                                    "@OUT@",
                                    graph.messages(chat.customer()).get(0).id()))
                    .statusCode(200);
            check.that(chat, reply);
        }
    }

    private void post(String file) {
        bot.post(field.read(file)).statusCode(200);
    }

    private ConnectedBot of(String customer) {
        return new ConnectedBot(
                bot, customer, (String) bot.conversation(customer).get("id"));
    }

    private Map<String, Object> onlyMessage(String customer) {
        assertThat(bot.messages(customer)).hasSize(1);
        return bot.messages(customer).get(0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> message) {
        return (Map<String, Object>) message.get("metadata");
    }
}
