package com.callmissed.draft;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DraftResourceTest {
    private static final String DRAFT = "/api/v1/conversations/{id}/ai-draft";

    private final Api api = Api.ofFreshTenant();

    @Test
    void proposesWhatWasAnsweredToTheClosestEarlierQuestion() {
        String bot = api.createSandboxBot("Support Bot", "Be kind");
        String earlier = answered(bot);
        api.say(earlier, "user", "Do you ship to Canada as well?");
        api.say(earlier, "user", "Hello?");
        api.say(earlier, "assistant", "Yes, within five days.");
        String now = api.openConversation(bot);
        api.say(now, "user", "hi, where is my order");

        Response first = api.as().post(DRAFT, now);

        first.then()
                .statusCode(200)
                .body(
                        "draft", equalTo("It leaves our warehouse today."),
                        "used_default_prompt", equalTo(false),
                        "based_on_seq", equalTo(1),
                        "sources", equalTo(List.of(Map.of("conversation_id", earlier, "seq", 2, "kind", "history"))));
        assertThat(api.as().body("{\"instruction\":\"short\"}").post(DRAFT, now).asString())
                .isEqualTo(first.asString());
        api.say(now, "user", "And do you ship to Canada?");
        api.as()
                .post(DRAFT, now)
                .then()
                .body("draft", equalTo("Yes, within five days."), "based_on_seq", equalTo(2))
                .body("sources.seq", equalTo(List.of(5)));
    }

    @Test
    void prefersASavedAnswerOfTheBotWhetherOrNotItIsAutomatic() {
        String bot = api.createSandboxBot("Support Bot", "Be kind");
        answered(bot);
        String now = api.openConversation(bot);
        api.say(now, "user", "hi, where is my order");
        for (boolean automatic : new boolean[] {false, true}) {
            String answer = "It is on its way, " + automatic;
            api.as()
                    .body(Map.of(
                            "title",
                            "Orders",
                            "answer",
                            answer,
                            "questions",
                            List.of("Where is my order?"),
                            "automatic",
                            automatic))
                    .post("/api/v1/bots/{id}/answers", bot)
                    .then()
                    .statusCode(201);
            api.as()
                    .post(DRAFT, now)
                    .then()
                    .statusCode(200)
                    .body(equalTo("{\"draft\":\"" + answer + "\",\"used_default_prompt\":false,\"based_on_seq\":1,"
                            + "\"sources\":[{\"conversation_id\":null,\"seq\":null,\"kind\":\"saved_answer\"}]}"));
        }
    }

    @Test
    void looksForAnAnswerAmongTheNextMessagesOnly() {
        String bot = api.createSandboxBot("Support Bot", "");
        String earlier = answered(bot);
        String now = api.openConversation(bot);
        api.say(now, "user", "Where is my order?");
        move(earlier, 202);
        api.as()
                .post(DRAFT, now)
                .then()
                .body("draft", equalTo("Thank you for your message. Support Bot will get back to you shortly."));
        move(earlier, 201);
        api.as().post(DRAFT, now).then().body("draft", equalTo("It leaves our warehouse today."));
    }

    /** Opens a thread in which a person has answered a question. */
    private String answered(String bot) {
        String conversation = api.openConversation(bot);
        api.say(conversation, "user", "Where is my order?");
        api.say(conversation, "assistant", "It leaves our warehouse today.");
        return conversation;
    }

    /** Gives the last message of the thread another place. */
    private void move(String conversation, int seq) {
        Database.update(
                "UPDATE message SET seq = ? WHERE tenant_id = ? AND conversation_id = ? AND role = 'assistant'",
                seq,
                api.tenant(),
                UUID.fromString(conversation));
    }

    @Test
    void looksIntoTheHistoryOfItsOwnBotOnly() {
        String other = api.createSandboxBot("Other Bot", "");
        String theirs = api.openConversation(other);
        api.say(theirs, "user", "Where is my order?");
        api.say(theirs, "assistant", "What another bot's customer was told");
        String ours = api.openConversation(api.createSandboxBot("Our Bot", ""));
        // The tenant with the other bot is a word of its documents: asking for it must not reach them.
        api.say(ours, "user", "Where is my order " + api.tenant() + other + "?");
        api.as()
                .post(DRAFT, ours)
                .then()
                .body("draft", equalTo("Thank you for your message. Our Bot will get back to you shortly."))
                .body("sources", equalTo(List.of()));
    }

    @Test
    void forgetsTheHistoryOfADeletedBot() {
        String bot = api.createSandboxBot("Support Bot", "");
        answered(bot);
        String now = api.openConversation(bot);
        api.say(now, "user", "Where is my order?");
        api.as().delete("/api/v1/bots/{id}", bot).then().statusCode(204);
        api.as()
                .post(DRAFT, now)
                .then()
                .body("draft", equalTo("Thank you for your message. We will get back to you shortly."))
                .body("sources", equalTo(List.of()));
    }

    @Test
    void doesNotTakeTheQuestionForItsOwnPrecedent() {
        String id = api.openConversation(api.createSandboxBot("Support Bot", ""));
        api.say(id, "user", "Where is my order?");
        api.say(id, "assistant", "Let me check.");
        api.as()
                .post(DRAFT, id)
                .then()
                .body("draft", equalTo("Thank you for your message. Support Bot will get back to you shortly."))
                .body("based_on_seq", equalTo(2));
    }

    @Test
    void sendsAndStoresNothing() {
        String id = api.openConversation(api.createSandboxBot("Bot", ""));
        api.say(id, "user", "Hello");
        Map<String, Object> before =
                api.as().get("/api/v1/conversations/{id}", id).jsonPath().getMap("$");

        api.as().post(DRAFT, id).then().statusCode(200);

        assertThat(api.as().get("/api/v1/conversations/{id}", id).jsonPath().getMap("$"))
                .isEqualTo(before);
    }

    @Test
    void acknowledgesInTheNameOfTheBotWhereNothingIsClose() {
        String id = api.openConversation(api.createSandboxBot("Support Bot", ""));
        api.say(id, "user", "Where is my order?");
        api.as()
                .post(DRAFT, id)
                .then()
                .statusCode(200)
                .body(
                        "draft", equalTo("Thank you for your message. Support Bot will get back to you shortly."),
                        "used_default_prompt", equalTo(true));
    }

    @Test
    void neverLooksIntoAnotherTenantsHistory() {
        Api other = Api.ofFreshTenant();
        String theirs = other.openConversation(other.createSandboxBot("Their Bot", ""));
        other.say(theirs, "user", "Where is my order?");
        other.say(theirs, "assistant", "A secret of somebody else");
        String ours = api.openConversation(api.createSandboxBot("Our Bot", ""));
        api.say(ours, "user", "Where is my order?");
        // the identifier of the other tenant is a word of its documents: asking for it must not reach them
        api.say(ours, "user", "Where is my order " + other.tenant() + "?");

        api.as()
                .post(DRAFT, ours)
                .then()
                .body("draft", equalTo("Thank you for your message. Our Bot will get back to you shortly."));
    }

    @Test
    void learnsFromPeopleOnly() {
        String bot = api.createSandboxBot("Support Bot", "");
        String earlier = api.openConversation(bot);
        api.say(earlier, "user", "Where is my order?");
        api.say(earlier, "assistant", "Thank you for your message. Support Bot will get back to you shortly.");
        api.say(earlier, "assistant", "It leaves our warehouse today.");
        Database.update(
                "UPDATE message SET automatic = true WHERE tenant_id = ? AND conversation_id = ? AND seq = 2",
                api.tenant(),
                UUID.fromString(earlier));
        String now = api.openConversation(bot);
        api.say(now, "user", "Where is my order?");

        api.as().post(DRAFT, now).then().body("draft", equalTo("It leaves our warehouse today."));
    }

    @Test
    void refusesAnEmptyThreadAndAnUnknownOne() {
        String id = api.openConversation(api.createSandboxBot("Bot", ""));
        api.as()
                .post(DRAFT, id)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("empty_conversation"), "error.request_id", matchesPattern(".+"));
        api.as().post(DRAFT, UUID.randomUUID()).then().statusCode(404).body("error.code", equalTo("not_found"));
    }

    @Test
    void refusesALongInstruction() {
        String id = api.openConversation(api.createSandboxBot("Bot", ""));
        api.as()
                .body(Map.of("instruction", "x".repeat(1_001)))
                .post(DRAFT, id)
                .then()
                .statusCode(422);
    }
}
