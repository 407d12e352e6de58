package com.callmissed.contact.api;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ContactResourceTest {
    private static final String CONTACTS = "/api/v1/contacts";

    private Api api;
    private String bot;

    @BeforeEach
    void createBot() {
        api = Api.ofFreshTenant();
        bot = api.createBot("Shop");
    }

    @Test
    void aCallAndAThreadOfOneNumberHaveOneContact() {
        String thread = api.openConversation(bot, "whatsapp", "+5511987654321");
        String first = api.openConversation(bot, "voice", "+55 11 8765-4321");
        String second = api.openConversation(bot, "voice", "whatsapp:+551187654321");
        String contact = contactOf(thread);
        assertThat(contactOf(first)).isEqualTo(contact);
        JsonPath details = get(CONTACTS + "/" + contact);
        assertThat(details.getMap("$").keySet())
                .containsExactly(
                        "id",
                        "tenant_id",
                        "name",
                        "profile_name",
                        "display_name",
                        "attributes",
                        "identities",
                        "created_at",
                        "updated_at",
                        "conversations");
        assertThat(details.getList("conversations.id")).containsExactly(second, first, thread);
        assertThat(details.getList("identities.address")).containsExactly("+5511987654321");
        assertThat(get("/api/v1/conversations?contact_id=" + contact).getList("id"))
                .containsExactly(second, first, thread);
    }

    @Test
    void onlyACallerWhoMayReadConversationsSeesTheirTexts() {
        String thread = api.openConversation(bot, "whatsapp", "+14155550101");
        api.say(thread, "user", "My diagnosis is confidential");
        String path = CONTACTS + "/" + contactOf(thread);
        String contactsOnly =
                TestTokens.sign(TestTokens.claims(api.tenant(), "owner").claim("scope", "contacts:read"));

        JsonPath limited = given().header("Authorization", "Bearer " + contactsOnly)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(limited.getList("conversations.id")).containsExactly(thread);
        assertThat(limited.getList("conversations.last_message_preview")).containsExactly((Object) null);
        assertThat(get(path).getList("conversations.last_message_preview"))
                .containsExactly("My diagnosis is confidential");
    }

    @Test
    void aCallerWhoWithholdsTheNumberIsNobody() {
        assertThat(contactOf(api.openConversation(bot, "voice", "anonymous"))).isNull();
        assertThat(get(CONTACTS).getList("$")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+5511987654321",
                "551187654321",
                "+55 (11) 98765-4321",
                "00551187654321",
                "whatsapp:+551187654321"
            })
    void theFilterTakesEverySpelling(String spelling) {
        String thread = api.openConversation(bot, "whatsapp", "+5511987654321");
        api.openConversation(bot, "whatsapp", "+5511987654322");
        for (String list : List.of("/api/v1/conversations", CONTACTS)) {
            assertThat(api.as()
                            .queryParam("external_id", spelling)
                            .get(list)
                            .jsonPath()
                            .getList("$"))
                    .hasSize(1);
        }
        assertThat(api.as()
                        .queryParam("external_id", spelling)
                        .queryParam("sort", "last_activity")
                        .queryParam("channel", "whatsapp")
                        .get("/api/v1/conversations")
                        .jsonPath()
                        .getList("id"))
                .containsExactly(thread);
        assertThat(api.as().queryParam("q", spelling).get(CONTACTS).jsonPath().getList("$"))
                .hasSize(1);
    }

    @Test
    void theFilterTakesUserIds() {
        WhatsAppBot number = WhatsAppBot.create();
        number.post(number.payload("{\"from_user_id\":\"US.42\",\"id\":\"" + WhatsAppBot.wamid()
                + "\",\"type\":\"text\",\"text\":{\"body\":\"hi\"}}"));
        Map<String, Object> thread = number.conversation("US.42");
        assertThat(given().auth()
                        .preemptive()
                        .oauth2(TestTokens.of(number.tenant(), "agent"))
                        .get(CONTACTS + "?external_id=US.42")
                        .jsonPath()
                        .getList("id"))
                .containsExactly(thread.get("contact_id"));
    }

    @Test
    void aNameIsShownByAllConversationsAndEachHasAnEvent() {
        String thread = api.openConversation(bot, "whatsapp", "+14155550101");
        String call = api.openConversation(bot, "voice", "+14155550101");
        String contact = contactOf(thread);
        patch(contact, "{\"name\":\"Asha Rao\",\"attributes\":{\"number\":\"K-1\"}}")
                .body("display_name", equalTo("Asha Rao"), "attributes.number", equalTo("K-1"));
        for (String id : List.of(thread, call)) {
            assertThat(get("/api/v1/conversations/" + id).getMap("$"))
                    .containsEntry("contact_name", "Asha Rao")
                    .containsEntry("display_name", "Asha Rao");
        }
        assertThat(events("conversation.contact_changed")).containsExactlyInAnyOrder(thread, call);
        patch(contact, "{\"attributes\":null}").body("name", equalTo("Asha Rao"), "attributes", equalTo(null));
        patch(contact, "{\"name\":null}").body("name", equalTo(null));
    }

    @Test
    void findsNamesByTheBeginningsOfWords() {
        String one = named("+14155550101", "Asha Rao");
        String other = named("+14155550102", "Rafael Nove");
        assertThat(search("ra")).containsExactly(other, one);
        assertThat(search("RA asha")).containsExactly(one);
        assertThat(search("rao:* | nove")).isEmpty();
        assertThat(search("'); --")).isEmpty();
        assertThat(search("nobody")).isEmpty();
    }

    @Test
    void mergesTwoContactsInTheOrderOfTheirMessages() {
        String into = api.openConversation(bot, "whatsapp", "+14155550101");
        String from = api.openConversation(bot, "whatsapp", "+14155550102");
        String call = api.openConversation(bot, "voice", "+14155550102");
        api.say(into, "user", "one");
        api.say(from, "user", "two");
        api.say(into, "user", "three");
        api.say(from, "user", "four");
        String contact = contactOf(into);
        String gone = contactOf(from);
        merge(contact, gone).statusCode(200).body("id", equalTo(contact));
        assertThat(messages(into).getList("content")).containsExactly("one", "two", "three", "four");
        assertThat(messages(into).getList("seq")).containsExactly(1, 2, 3, 4);
        assertThat(get(CONTACTS + "/" + contact).getList("conversations.id")).containsExactly(call, into);
        assertThat(events("conversation.merged")).containsExactlyInAnyOrder(into, from);
        assertThat(events("conversation.contact_changed")).containsExactly(call);
        assertThat(get("/api/v1/conversations/" + from).getString("id")).isEqualTo(into);
        assertThat(messages(from).getList("seq")).containsExactly(1, 2, 3, 4);
        assertThat(get("/api/v1/conversations/" + from + "/messages?limit=2").getList("seq"))
                .containsExactly(3, 4);
        api.say(from, "user", "five").body("seq", equalTo(5));
        assertThat(messages(into).getList("content")).hasSize(5);
        api.as().get(CONTACTS + "/" + gone).then().statusCode(404);
        merge(contact, gone).statusCode(404);
        merge(contact, contact).statusCode(422);
    }

    /** A reply that a person has sent from either thread, and one that is waiting, leave from the merged thread. */
    @Test
    void waitsForAMessageThatIsBeingSent() {
        String into = api.openConversation(bot, "whatsapp", "+14155550101");
        String from = api.openConversation(bot, "whatsapp", "+14155550102");
        api.say(from, "user", "hello");
        Database.update("DELETE FROM autoreply_turn WHERE tenant_id = ?", api.tenant());
        Database.update("""
                INSERT INTO outbox (tenant_id, conversation_id, seq, message_id, channel, claim, due_at)
                SELECT tenant_id, conversation_id, seq, id, 'voice', gen_random_uuid(), now() + interval '1 hour'
                FROM message WHERE conversation_id = ?
                """, UUID.fromString(from));
        String contact = contactOf(into);
        String gone = contactOf(from);
        merge(contact, gone).statusCode(409).body("error.code", equalTo("conflict"));
        Database.update(
                "UPDATE outbox SET due_at = now() + interval '1 hour', claim = NULL WHERE tenant_id = ?", api.tenant());
        merge(contact, gone).statusCode(200);
        assertThat(Database.column("SELECT conversation_id FROM outbox WHERE tenant_id = ?", api.tenant()))
                .containsExactly(into);
    }

    /** The merge has moved everything and waits for the log. The messages find their thread gone, and the other one. */
    @Test
    void aMergeLosesAndDoublesNothingWhileMessagesArrive() {
        String into = api.openConversation(bot, "whatsapp", "+14155550101");
        String from = api.openConversation(bot, "whatsapp", "+14155550102");
        api.say(into, "user", "one");
        api.say(from, "user", "two");
        String contact = contactOf(into);
        String gone = contactOf(from);
        CompletableFuture<?> merge;
        CompletableFuture<?> message;
        try (HeldTransaction log =
                HeldTransaction.of("SELECT FROM event_counter WHERE tenant_id = ? FOR UPDATE", api.tenant())) {
            merge = OwnThread.run(() -> merge(contact, gone).statusCode(200));
            awaitWaiting(1);
            message = OwnThread.run(() -> api.say(from, "user", "three"));
            awaitWaiting(2);
            log.commit();
        }
        merge.join();
        message.join();
        assertThat(messages(into).getList("content")).containsExactly("one", "two", "three");
        assertThat(messages(into).getList("seq")).containsExactly(1, 2, 3);
    }

    private static void awaitWaiting(int count) {
        Awaitility.await()
                .until(() -> Integer.parseInt(Database.column("SELECT count(*) FROM pg_locks WHERE NOT granted")
                                .get(0))
                        >= count);
    }

    private String named(String number, String name) {
        String contact = contactOf(api.openConversation(bot, "whatsapp", number));
        patch(contact, "{\"name\":\"" + name + "\"}");
        return contact;
    }

    private List<String> search(String q) {
        return api.as()
                .queryParam("q", q)
                .get(CONTACTS)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("id");
    }

    private ValidatableResponse patch(String contact, String body) {
        return api.as().body(body).patch(CONTACTS + "/" + contact).then().statusCode(200);
    }

    private ValidatableResponse merge(String into, String from) {
        return api.as()
                .body(Map.of("contact_id", from))
                .post(CONTACTS + "/" + into + "/merge")
                .then();
    }

    private String contactOf(String conversation) {
        return get("/api/v1/conversations/" + conversation).getString("contact_id");
    }

    private JsonPath messages(String conversation) {
        return get("/api/v1/conversations/" + conversation + "/messages");
    }

    private List<String> events(String type) {
        return get("/api/v1/events?limit=500").getList("findAll { it.type == '" + type + "' }.conversation_id");
    }

    private JsonPath get(String path) {
        return api.as().get(path).then().statusCode(200).extract().jsonPath();
    }
}
