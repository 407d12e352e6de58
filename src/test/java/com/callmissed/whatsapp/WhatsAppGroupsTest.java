package com.callmissed.whatsapp;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** What is said in a group belongs to the thread of the group. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppGroupsTest {
    private static final String GROUP = "Y2FzZS1ncm91cDox";
    private static final String MEMBER = "+16505550114";
    private static final String LINE = "Does Tuesday suit everybody?";

    private final FieldCase field = new FieldCase();
    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void aLineInAGroupIsNotInThePrivateThreadOfTheMember() {
        ConnectedBot member = ConnectedBot.written(bot, MEMBER, "Between us");
        Map<String, Object> before = member.get().getMap("");

        bot.post(field.read("14-wa-group-message.json")).statusCode(200);

        assertThat(member.get().<String, Object>getMap("")).isEqualTo(before);
        assertThat(group().get().<String, Object>getMap(""))
                .containsEntry("external_id", GROUP)
                .containsEntry("metadata", Map.of("group", true))
                .containsEntry("contact_id", null)
                .containsEntry("display_name", null)
                .containsEntry("profile_name", null)
                .containsEntry("last_message_preview", LINE);
        Map<String, Object> message = onlyMessage();
        assertThat(message).containsEntry("content", LINE).containsEntry("role", "user");
        assertThat(metadata(message))
                .containsEntry("group_id", GROUP)
                .containsEntry("sender", Map.of("name", "Mira Example", "number", MEMBER));
        assertThat(group().isAsked()).isFalse();
        JsonPath events = get("/api/v1/events?limit=500");
        assertThat(events.<String>getList("findAll { it.conversation_id == '" + group().conversation() + "' }.type"))
                .containsExactly("conversation.started", "message.received");
        assertThat(events.<Map<String, Object>>getList("actor").get(3))
                .isEqualTo(Map.of("kind", "customer", "id", MEMBER));
    }

    @Test
    void whoSpeaksInAGroupIsNoContactByThat() {
        bot.post(field.read("14-wa-group-message.json")).statusCode(200);

        assertThat(get("/api/v1/contacts").getList("$")).isEmpty();
    }

    @Test
    void everybodyInTheGroupWritesInOneThread() {
        Parallel.run(8, i -> {
            bot.post(inGroup(Api.randomNumber(), WhatsAppBot.wamid(), "Line " + i))
                    .statusCode(200);
            return null;
        });

        assertThat(bot.conversations()).extracting("external_id").containsExactly(GROUP);
        assertThat(group().messages()).extracting("seq").containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void theBotIsSilentAlsoWhenItIsSwitchedOn() {
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), "Anybody?")).statusCode(200);
        ConnectedBot group = group();
        group.autoreply(false);
        group.autoreply(true);
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), "Hello?")).statusCode(200);

        assertThat(group.messages()).hasSize(2);
        assertThat(group.isAsked()).isFalse();
        assertThat(bot.conversations()).hasSize(1);
    }

    @Test
    void aFinishedThreadOfAGroupReopens() {
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), "Anybody?")).statusCode(200);
        group().complete();
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), "Hello?")).statusCode(200);

        assertThat(group().get().getString("status")).isEqualTo("active");
        assertThat(group().isAsked()).isFalse();
    }

    @Test
    void peopleGetDraftsForAGroup() {
        ConnectedBot earlier = ConnectedBot.written(bot, Api.randomNumber(), LINE);
        earlier.autoreply(false);
        earlier.reply("Tuesday is fine");
        bot.post(field.read("14-wa-group-message.json")).statusCode(200);

        JsonPath draft =
                group().post("/ai-draft", Map.of()).statusCode(200).extract().jsonPath();
        assertThat(draft.getString("draft")).isEqualTo("Tuesday is fine");
        assertThat(draft.getInt("based_on_seq")).isEqualTo(1);
    }

    @Test
    void aPersonRepliesToTheGroup() {
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), LINE)).statusCode(200);
        try (GraphServer graph = GraphServer.ofThisApp()) {
            String reply = group().reply("Tuesday is fine");
            group().awaitStatus(reply, "sent");

            assertThat(graph.messages(GROUP)).singleElement().satisfies(sent -> {
                assertThat(sent.json().path("recipient_type").asText()).isEqualTo("group");
                assertThat(sent.json().path("to").asText()).isEqualTo(GROUP);
                assertThat(sent.body()).isEqualTo("Tuesday is fine");
                bot.post(bot.statuses(WhatsAppBot.status(sent.id(), "delivered")
                                .replace(
                                        "\"recipient_id\":\"16505551234\"",
                                        "\"recipient_id\":\"" + GROUP + "\",\"recipient_type\":\"group\"")))
                        .statusCode(200);
            });
            assertThat(group().message(reply)).containsEntry("status", "delivered");
        }
        assertThat(get("/api/v1/contacts").getList("$")).isEmpty();
    }

    @Test
    void whatTheBusinessPhoneWritesInAGroupStaysThere() {
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), LINE)).statusCode(200);
        bot.post(bot.echo(MEMBER.substring(1), WhatsAppBot.wamid(), "It suits us")
                        .replace("\"to\":\"16505550114\"", "\"group_id\":\"" + GROUP + "\""))
                .statusCode(200);

        assertThat(bot.conversations()).hasSize(1);
        assertThat(group().messages()).extracting("content").containsExactly(LINE, "It suits us");
        assertThat(group().get().getBoolean("ai_autoreply_enabled")).isFalse();
    }

    @Test
    void editsReactionsAndDeletionsWorkInAGroup() {
        String wamid = WhatsAppBot.wamid();
        bot.post(inGroup(MEMBER, wamid, LINE)).statusCode(200);

        receive("\"type\":\"edit\",\"edit\":{\"original_message_id\":\"" + wamid
                + "\",\"message\":{\"type\":\"text\",\"text\":{\"body\":\"Does Friday?\"}}}");
        assertThat(onlyMessage()).containsEntry("content", "Does Friday?");

        receive("\"type\":\"reaction\",\"reaction\":{\"message_id\":\"" + wamid + "\",\"emoji\":\"👍\"}");
        assertThat(group().messages()).hasSize(2);
        assertThat(group().messages().get(0).get("reactions"))
                .isEqualTo(List.of(Map.of("emoji", "👍", "by", "customer")));

        receive("\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"" + wamid + "\"}");
        Map<String, Object> deleted = group().messages().get(0);
        assertThat(deleted).containsEntry("content", "");
        assertThat(metadata(deleted))
                .containsOnlyKeys("provider_timestamp", "group_id", "sender")
                .containsEntry("sender", Map.of("number", MEMBER));
        assertThat(bot.conversations()).hasSize(1);
    }

    /** The group names both of them, and so do their private threads. */
    @Test
    void mergingTwoMembersLeavesTheGroupAsItIs() {
        String other = Api.randomNumber();
        ConnectedBot one = ConnectedBot.written(bot, MEMBER, "Private");
        ConnectedBot two = ConnectedBot.written(bot, other, "Private, too");
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), LINE)).statusCode(200);
        bot.post(inGroup(other, WhatsAppBot.wamid(), "Yes")).statusCode(200);
        Map<String, Object> before = group().get().getMap("");
        List<Map<String, Object>> messages = group().messages();

        given().auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "owner"))
                .contentType("application/json")
                .body(Map.of("contact_id", two.get().getString("contact_id")))
                .post("/api/v1/contacts/{id}/merge", one.get().getString("contact_id"))
                .then()
                .statusCode(200);

        assertThat(group().get().<String, Object>getMap("")).isEqualTo(before);
        assertThat(group().messages()).isEqualTo(messages);
    }

    @Test
    void aGroupIsFoundByItsId() {
        ConnectedBot.written(bot, MEMBER, "Private");
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), LINE)).statusCode(200);

        assertThat(get("/api/v1/conversations?external_id=" + GROUP).getList("id"))
                .containsExactly(group().conversation());
        assertThat(get("/api/v1/conversations?external_id=%2B16505550114").getList("external_id"))
                .containsExactly(MEMBER);
    }

    @Test
    void aGroupIsNobodysContact() {
        ConnectedBot member = ConnectedBot.written(bot, MEMBER, "Private");
        bot.post(inGroup(MEMBER, WhatsAppBot.wamid(), LINE)).statusCode(200);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Database.update(
                        "UPDATE conversation SET contact_id = ?::uuid WHERE tenant_id = ? AND is_group",
                        member.get().getString("contact_id"),
                        bot.tenant())))
                .hasStackTraceContaining("conversation_group_ck");
    }

    private ConnectedBot group() {
        return new ConnectedBot(bot, GROUP, (String) bot.conversation(GROUP).get("id"));
    }

    private Map<String, Object> onlyMessage() {
        assertThat(group().messages()).hasSize(1);
        return group().messages().get(0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> message) {
        return (Map<String, Object>) message.get("metadata");
    }

    private void receive(String content) {
        bot.post(bot.payload(inGroup(MEMBER, content))).statusCode(200);
    }

    private String inGroup(String member, String wamid, String text) {
        return bot.payload(inGroup(member, "\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}")
                .replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"" + wamid + "\""));
    }

    private static String inGroup(String member, String content) {
        return "{\"from\":\"%s\",\"id\":\"%s\",\"timestamp\":\"%d\",\"group_id\":\"%s\",%s}"
                .formatted(
                        member.substring(1), WhatsAppBot.wamid(), Instant.now().getEpochSecond(), GROUP, content);
    }

    private JsonPath get(String path) {
        return given().auth()
                .preemptive()
                .oauth2(TestTokens.of(bot.tenant(), "agent"))
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
