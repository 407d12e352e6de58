package com.callmissed.whatsapp;

import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** One person is one contact with one thread, whatever addresses the payloads name. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppContactsTest {
    private static final String USER = "US.10000000000000000124";

    private final FieldCase field = new FieldCase();
    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void aHiddenNumberContinuesTheThreadOfTheNumber() {
        post("24-wa-bsuid-with-phone.json");
        post("25-wa-bsuid-phone-now-hidden.json");
        Map<String, Object> thread = onlyThread("+16505550124");
        assertThat(thread)
                .containsEntry("profile_name", "Noor")
                .containsEntry("display_name", "Noor")
                .containsEntry("contact_name", null)
                .containsEntry("metadata", Map.of("customer_name", "Noor", "username", "@noor.x", "user_id", USER));
        assertThat(texts()).containsExactly("first, with my number", "second, number hidden");
        assertThat(identities()).containsExactlyInAnyOrder("+16505550124", bot.id() + "/" + USER);
    }

    @Test
    void aThreadOfAUserIdShowsTheNumberOnceItIsKnown() {
        post("25-wa-bsuid-phone-now-hidden.json");
        onlyThread(USER);
        post("24-wa-bsuid-with-phone.json");
        onlyThread("+16505550124");
        assertThat(texts()).containsExactly("second, number hidden", "first, with my number");
    }

    @Test
    void theContactOfAPayloadNamesTheNumberOfItsUserId() {
        post("27-wa-bsuid-name-with-both-ids.json");
        assertThat(onlyThread("+16505550127").get("metadata"))
                .hasFieldOrPropertyWithValue("customer_name", "Ines Both");
    }

    @Test
    void brazilsNinthDigitIsNoOtherCustomer() {
        open("+5511987654321", 201);
        post("28-wa-brazil-ninth-digit.json");
        assertThat(onlyThread("+5511987654321")).containsEntry("profile_name", "Mira Example");
    }

    @Test
    void mexicosOldPrefixIsNoOtherCustomer() {
        post("29-wa-mexico-521.json");
        onlyThread("+525512345678");
        open("+525512345678", 200);
        open("5215512345678", 200);
        onlyThread("+525512345678");
    }

    @Test
    void argentinasPrefixIsNoOtherCustomer() {
        open("+54 11 2345-6789", 201);
        bot.post(bot.text("5491123456789", WhatsAppBot.wamid(), "hola"));
        assertThat(bot.conversations()).hasSize(1);
        open("+54 9 11 2345-6789", 200);
        open("+54 11 15 2345-6789", 200);
    }

    @Test
    void theOnlyContactOfAPayloadIsItsSender() {
        post("31-wa-from-and-wa-id-differ.json");
        assertThat(onlyThread("+5511987650031")).containsEntry("profile_name", "Rafa Nove");
        bot.post(bot.change(
                "\"contacts\":[{\"profile\":{\"name\":\"Solo\"},\"wa_id\":\"16505550190\"}],\"messages\":[{\"id\":\""
                        + WhatsAppBot.wamid() + "\",\"type\":\"text\",\"text\":{\"body\":\"who am I\"}}]"));
        assertThat(bot.conversation("+16505550190")).containsEntry("profile_name", "Solo");
    }

    @Test
    void aChangedNumberContinuesTheThread() {
        bot.post(bot.textNow("16505550111", WhatsAppBot.wamid(), "from the old number"));
        post("11-wa-system-user-changed-number.json");
        onlyThread("+16505559911");
        post("12-wa-after-number-change.json");
        onlyThread("+16505559911");
        assertThat(texts())
                .containsExactly(
                        "from the old number",
                        "User Mira changed from 16505550111 to 16505559911",
                        "hi, same person, new SIM");
        post("11-wa-system-user-changed-number.json");
        onlyThread("+16505559911");
        assertThat(identities()).containsExactly("+16505559911");
    }

    @Test
    void theOldNumberIsAnotherCustomerAfterTheChange() {
        bot.post(bot.textNow("16505550111", WhatsAppBot.wamid(), "from the old number"));
        post("11-wa-system-user-changed-number.json");
        bot.post(bot.textNow("16505550111", WhatsAppBot.wamid(), "a new owner"));
        assertThat(bot.messages("+16505550111")).extracting("content").containsExactly("a new owner");
        assertThat(bot.messages("+16505559911")).hasSize(2);
    }

    @Test
    void aNoticeThatComesLateMergesTheThreads() {
        bot.post(bot.textNow("16505550111", WhatsAppBot.wamid(), "from the old number"));
        post("12-wa-after-number-change.json");
        String merged = (String) bot.conversation("+16505559911").get("id");
        assertThat(bot.conversations()).hasSize(2);
        post("11-wa-system-user-changed-number.json");
        Map<String, Object> thread = onlyThread("+16505559911");
        assertThat(bot.messages("+16505559911")).extracting("seq").containsExactly(1, 2, 3);
        assertThat(texts())
                .containsExactly(
                        "from the old number",
                        "hi, same person, new SIM",
                        "User Mira changed from 16505550111 to 16505559911");
        assertThat(events("conversation.merged")).containsExactlyInAnyOrder(merged, (String) thread.get("id"));
    }

    @Test
    void aNumberThatSomebodyElseHadBeforeMovesWithoutTheirHistory() {
        bot.post(bot.textNow("16505559911", WhatsAppBot.wamid(), "I had it before"));
        Database.update("UPDATE contact SET created_at = now() - interval '90 days' WHERE tenant_id = ?", bot.tenant());
        bot.post(bot.textNow("16505550111", WhatsAppBot.wamid(), "from the old number"));
        post("11-wa-system-user-changed-number.json");
        assertThat(bot.conversations()).hasSize(2);
        assertThat(bot.messages("+16505559911"))
                .extracting("content")
                .startsWith("from the old number")
                .hasSize(2);
        post("12-wa-after-number-change.json");
        assertThat(bot.messages("+16505559911")).hasSize(3);
    }

    @Test
    void aChangedUserIdContinuesTheThread() {
        post("25-wa-bsuid-phone-now-hidden.json");
        bot.post(bot.payload("{\"from_user_id\":\"" + USER + "\",\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"system\",\"system\":{\"type\":\"user_changed_user_id\",\"user_id\":\"US.2\","
                + "\"body\":\"User Noor changed\"}}"));
        bot.post(bot.payload("{\"from_user_id\":\"US.2\",\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"text\",\"text\":{\"body\":\"still me\"}}"));
        assertThat(bot.conversations()).hasSize(1);
        assertThat(texts()).containsExactly("second, number hidden", "User Noor changed", "still me");
        assertThat(identities()).containsExactly(bot.id() + "/US.2");
    }

    @Test
    void aNoticeThatNamesThePreviousUserIdOnlyContinuesTheThread() {
        post("25-wa-bsuid-phone-now-hidden.json");
        bot.post(bot.payload("{\"id\":\"" + WhatsAppBot.wamid() + "\",\"type\":\"system\",\"system\":{"
                + "\"type\":\"user_changed_user_id\",\"previous_user_id\":\"" + USER + "\",\"user_id\":\"US.2\"}}"));
        bot.post(user("US.2", null, "still me"));
        assertThat(texts()).hasSize(3).endsWith("still me");
    }

    /** The list of contacts may name the new number already. */
    @Test
    void aNoticeDoesNotJoinTheFormerOwnerOfTheNumber() {
        bot.post(bot.textNow("16505559911", WhatsAppBot.wamid(), "I had it before"));
        Database.update("UPDATE contact SET created_at = now() - interval '90 days' WHERE tenant_id = ?", bot.tenant());
        bot.post(bot.textNow("16505550111", WhatsAppBot.wamid(), "from the old number"));
        bot.post(field.read("11-wa-system-user-changed-number.json")
                .replace("\"messages\":", "\"contacts\":[{\"wa_id\":\"16505559911\"}],\"messages\":"));
        assertThat(bot.conversations()).hasSize(2);
        assertThat(bot.messages("+16505559911")).extracting("content").startsWith("from the old number");
    }

    @Test
    void twoThreadsOfOnePersonBecomeOneInTheOrderOfTheirMessages() {
        post("25-wa-bsuid-phone-now-hidden.json");
        bot.post(bot.textNow("16505550124", WhatsAppBot.wamid(), "between"));
        bot.post(bot.payload("{\"from_user_id\":\"" + USER + "\",\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"text\",\"text\":{\"body\":\"third\"}}"));
        List<Map<String, Object>> before = bot.conversations();
        assertThat(before).hasSize(2);
        post("24-wa-bsuid-with-phone.json");
        onlyThread("+16505550124");
        assertThat(texts()).containsExactly("second, number hidden", "between", "third", "first, with my number");
        assertThat(bot.messages("+16505550124")).extracting("seq").containsExactly(1, 2, 3, 4);
        assertThat(events("conversation.merged"))
                .containsExactlyInAnyOrderElementsOf(
                        before.stream().map(one -> (String) one.get("id")).toList());
        for (Map<String, Object> one : before) {
            get("/api/v1/conversations/" + one.get("id"));
        }
    }

    @Test
    void aNumberWithAnotherUserIdBelongsToTheNewOwner() {
        post("24-wa-bsuid-with-phone.json");
        bot.post(user("US.777", null, "another person"));
        bot.post(user("US.777", "16505550124", "with the number of Noor"));
        assertThat(bot.messages("+16505550124"))
                .extracting("content")
                .containsExactly("another person", "with the number of Noor");
        assertThat(bot.messages(USER)).extracting("content").containsExactly("first, with my number");
    }

    @Test
    void aThreadWithoutANameGetsItWithTheNextPayload() {
        open("+16505550124", 201);
        assertThat(onlyThread("+16505550124")).containsEntry("profile_name", null);
        post("24-wa-bsuid-with-phone.json");
        assertThat(onlyThread("+16505550124")).containsEntry("profile_name", "Noor");
        bot.post(bot.echo("551187654321", WhatsAppBot.wamid(), "hello from the phone"));
        post("28-wa-brazil-ninth-digit.json");
        assertThat(bot.conversation("+5511987654321")).containsEntry("profile_name", "Mira Example");
    }

    @ParameterizedTest
    @CsvSource({
        "+1 415 555 0170",
        "0014155550170",
        "whatsapp:+14155550170",
        "14155550170",
        "' +14155550170'",
        "+14155550170\u202c"
    })
    void everySpellingOpensTheSameThread(String spelling) {
        open("+14155550170", 201);
        open(spelling, 200);
        assertThat(bot.conversations()).hasSize(1);
    }

    @Test
    void aNoticeOfANewNumberOnAFinishedConversationIsOnlyRecorded() {
        ConnectedBot chat = ConnectedBot.written(bot, "+16505550111", "from the old number");
        chat.complete();
        String window = chat.get().getString("reply_window_expires_at");
        post("11-wa-system-user-changed-number.json");
        assertThat(onlyThread("+16505559911"))
                .containsEntry("status", "completed")
                .containsEntry("reply_window_expires_at", window)
                .containsEntry("last_message_preview", "from the old number")
                .containsEntry("message_count", 2);
    }

    @Test
    void aStatusLinksTheAddressesOfItsRecipient() {
        ConnectedBot chat = ConnectedBot.written(bot, "+16505550116", "with my number");
        try (GraphServer graph = GraphServer.ofThisApp()) {
            String reply = chat.reply("Hello");
            chat.awaitStatus(reply, "sent");
            bot.post(field.read("16-wa-status-rich-sent.json")
                            .replace(
                                    "@OUT@",
                                    graph.messages(chat.customer()).get(0).id()))
                    .statusCode(200);
            assertThat(chat.message(reply)).containsEntry("status", "delivered");
        }
        bot.post(user("US.1", null, "number hidden"));
        onlyThread("+16505550116");
        assertThat(texts()).containsExactly("with my number", "Hello", "number hidden");
    }

    @Test
    void theContactsOfAStatusAreItsRecipient() {
        bot.post(bot.textNow("16505550116", WhatsAppBot.wamid(), "with my number"));
        bot.post(status("\"recipient_id\":\"16505550116\"", "\"user_id\":\"US.5\",\"wa_id\":\"16505550116\""));
        bot.post(user("US.5", null, "number hidden"));
        onlyThread("+16505550116");
        bot.post(status("\"recipient_user_id\":\"US.5\"", "\"user_id\":\"US.5\",\"parent_user_id\":\"US.ENT.6\""));
        assertThat(identities()).containsExactlyInAnyOrder("+16505550116", bot.id() + "/US.5", bot.id() + "/US.ENT.6");
    }

    @Test
    void aStatusMakesNoContact() {
        bot.post(status("\"recipient_id\":\"16505550116\"", "\"user_id\":\"US.5\",\"wa_id\":\"16505550116\""));
        assertThat(identities()).isEmpty();
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void aStatusAddsNoNumber() {
        bot.post(user("US.1", null, "number hidden"));
        bot.post(status("\"recipient_id\":\"16505550111\"", "\"user_id\":\"US.1\",\"parent_user_id\":\"US.ENT.1\""));
        onlyThread("US.1");
        assertThat(identities()).containsExactlyInAnyOrder(bot.id() + "/US.1", bot.id() + "/US.ENT.1");
    }

    @Test
    void aLateStatusDoesNotPutAnOldNumberBack() {
        bot.post(user("US.1", "16505550111", "from the old number"));
        post("11-wa-system-user-changed-number.json");
        bot.post(lateStatus());
        onlyThread("+16505559911");
        assertThat(identities()).containsExactlyInAnyOrder("+16505559911", bot.id() + "/US.1");
    }

    /** Whether the user ids of the two are known or not. */
    @ParameterizedTest
    @CsvSource({"US.1, US.2", "US.1,", ", US.2"})
    void aLateStatusTakesNothingFromTheNewOwnerOfTheNumber(String user, String newOwner) {
        bot.post(user(user, "16505550111", "from the old number"));
        post("11-wa-system-user-changed-number.json");
        bot.post(user(newOwner, "16505550111", "a new owner"));
        List<String> before = links();
        bot.post(lateStatus());
        assertThat(links()).isEqualTo(before);
        assertThat(bot.messages("+16505550111")).extracting("content").containsExactly("a new owner");
        assertThat(bot.messages("+16505559911")).hasSize(2);
    }

    /** Of a message to US.1 that was sent to the old number. */
    private String lateStatus() {
        return status("\"recipient_id\":\"16505550111\",\"recipient_user_id\":\"US.1\"", "\"wa_id\":\"16505550111\"");
    }

    private List<String> links() {
        return Database.column(
                "SELECT contact_id || ' ' || value FROM contact_identity WHERE tenant_id = ? ORDER BY 1", bot.tenant());
    }

    @Test
    void theReadersOfAGroupAreNotItsMembersAddresses() {
        bot.post(bot.textNow("16505550116", WhatsAppBot.wamid(), "with my number"));
        bot.post(status("\"recipient_id\":\"16505550116\",\"recipient_type\":\"group\"", "\"user_id\":\"US.5\""));
        assertThat(identities()).containsExactly("+16505550116");
    }

    @Test
    void anUpdateOfAUserIdMovesIt() {
        post("24-wa-bsuid-with-phone.json");
        Object contact = onlyThread("+16505550124").get("contact_id");
        String update = update(USER, "US.2");
        bot.post(update).statusCode(200);
        bot.post(update).statusCode(200);
        assertThat(identities()).containsExactlyInAnyOrder("+16505550124", bot.id() + "/US.2");
        bot.post(user("US.2", null, "still me"));
        assertThat(onlyThread("+16505550124")).containsEntry("contact_id", contact);
        assertThat(texts()).containsExactly("first, with my number", "still me");
    }

    @Test
    void anUpdateOfAnUnknownUserIdMakesNoContact() {
        bot.post(update("US.8", "US.9")).statusCode(200);
        assertThat(identities()).isEmpty();
    }

    /** Meta announces a change twice: as a message, and in a field of its own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothAnnouncementsOfAChangeAreOneChange(boolean fieldFirst) {
        post("25-wa-bsuid-phone-now-hidden.json");
        Object contact = onlyThread(USER).get("contact_id");
        String notice = bot.payload("{\"from_user_id\":\"" + USER + "\",\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"system\",\"system\":{\"type\":\"user_changed_user_id\",\"user_id\":\"US.2\"}}");
        bot.post(fieldFirst ? update(USER, "US.2") : notice).statusCode(200);
        bot.post(fieldFirst ? notice : update(USER, "US.2")).statusCode(200);
        bot.post(user("US.2", null, "still me"));
        assertThat(texts()).containsExactly("second, number hidden", "System message", "still me");
        assertThat(identities()).containsExactly(bot.id() + "/US.2");
        assertThat(bot.conversations().get(0)).containsEntry("contact_id", contact);
    }

    private String status(String recipient, String contact) {
        return bot.change("\"contacts\":[{\"profile\":{\"name\":\"Pablo\"}," + contact + "}],\"statuses\":[{\"id\":\""
                + WhatsAppBot.wamid() + "\",\"status\":\"read\",\"timestamp\":\"1750030073\"," + recipient + "}]");
    }

    private String update(String previous, String current) {
        return bot.change("\"user_id_update\":[{\"user_id\":{\"previous\":\"" + previous + "\",\"current\":\"" + current
                        + "\"},\"timestamp\":\"1750030073\"}]")
                .replace("\"field\":\"messages\"", "\"field\":\"user_id_update\"");
    }

    private void post(String file) {
        bot.post(field.read(file)).statusCode(200);
    }

    private String user(String userId, String number, String text) {
        String from = number == null ? "" : "\"from\":\"" + number + "\",";
        String id = userId == null ? "" : "\"from_user_id\":\"" + userId + "\",";
        return bot.payload("{" + from + id + "\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}");
    }

    private void open(String number, int status) {
        given().header("Authorization", "Bearer " + TestTokens.of(bot.tenant(), "agent"))
                .contentType(ContentType.JSON)
                .body(Map.of("bot_id", bot.id(), "channel", "whatsapp", "external_id", number))
                .post("/api/v1/conversations")
                .then()
                .statusCode(status);
    }

    private Map<String, Object> onlyThread(String externalId) {
        assertThat(bot.conversations()).extracting("external_id").containsExactly(externalId);
        return bot.conversations().get(0);
    }

    private List<Object> texts() {
        assertThat(bot.conversations()).hasSize(1);
        return get("/api/v1/conversations/" + bot.conversations().get(0).get("id") + "/messages")
                .getList("content");
    }

    private List<String> identities() {
        return Database.column("SELECT value FROM contact_identity WHERE tenant_id = ?", bot.tenant());
    }

    private List<String> events(String type) {
        return get("/api/v1/events?limit=500").getList("findAll { it.type == '" + type + "' }.conversation_id");
    }

    private io.restassured.path.json.JsonPath get(String path) {
        return given().header("Authorization", "Bearer " + TestTokens.of(bot.tenant(), "agent"))
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
