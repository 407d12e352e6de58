package com.callmissed.twilio;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.callmissed.call.BegunCall;
import com.callmissed.call.VoiceCall;
import com.callmissed.call.VoiceCalls;
import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.outbound.SendResult;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.Database;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** Takeovers of a call in progress. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallTakeoverTest {
    private static final String HANDOVER =
            "A person from our team will call you back. Thank you for your call. Goodbye.";

    private static final String ANSWER = "It leaves our warehouse today.";

    @Inject
    VoiceCalls calls;

    @Inject
    Outbox outbox;

    @Inject
    Vertx vertx;

    private TwilioBot bot;
    private PhoneCall call;

    @BeforeEach
    void ring() {
        bot = TwilioBot.create();
        AutomaticAnswers.save(bot.tenant(), bot.id(), ANSWER, "Where is my order?");
        call = PhoneCall.answered(bot);
    }

    /** Every way in which a person takes over a conversation. */
    enum Takeover {
        PAUSE {
            @Override
            void of(PhoneCall call, TwilioBot bot) {
                call.autoreply(false);
            }
        },
        REPLY {
            @Override
            void of(PhoneCall call, TwilioBot bot) {
                bot.call(
                                "/api/v1/conversations/" + call.conversationId() + "/messages",
                                Map.of("role", "assistant", "content", "This is Dana"))
                        .statusCode(201);
            }
        },
        ESCALATION {
            @Override
            void of(PhoneCall call, TwilioBot bot) {
                given().auth()
                        .preemptive()
                        .oauth2(TestTokens.of(bot.tenant(), "agent"))
                        .contentType("application/json")
                        .body(Map.of("status", "escalated"))
                        .put("/api/v1/conversations/{id}/status", call.conversationId())
                        .then()
                        .statusCode(200);
            }
        };

        abstract void of(PhoneCall call, TwilioBot bot);
    }

    @ParameterizedTest
    @EnumSource
    void isToldToTheCallerAtTheNextWords(Takeover takeover) {
        takeover.of(call, bot);
        assertHandedOver(call.say("Where is my order?"));
        assertThat(messagesOf("user")).containsExactly("Where is my order?");
        assertThat(isAsked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void isToldToTheCallerWhoIsSilent(Takeover takeover) {
        takeover.of(call, bot);
        assertHandedOver(call.waitOn());
    }

    @ParameterizedTest
    @EnumSource
    void isToldToTheCallerWhoRingsAgain(Takeover takeover) {
        takeover.of(call, bot);
        assertHandedOver(call.ring());
    }

    @ParameterizedTest
    @EnumSource
    void isToldToTheCallerWhoWaitsRightNow(Takeover takeover) {
        call.holdAnswers();
        String target = call.listening();
        CompletableFuture<Twiml> waiting =
                OwnThread.supply(() -> Twiml.parse(call.raw(target, "SpeechResult", "Where is my order?")));
        Awaitility.await().until(() -> messagesOf("user").size() == 1);
        takeover.of(call, bot);
        Twiml told = waiting.join();
        // On a slow machine the caller may have been asked to hold first.
        assertHandedOver(told.names().contains("Redirect") ? call.post(target, "SpeechResult", "-") : told);

        call.releaseAnswers();
        Awaitility.await().until(() -> !isAsked());
        assertThat(messagesOf("assistant")).doesNotContain(ANSWER);
    }

    @Test
    void failsTheAnswerThatWaitsAndSaysWhy() {
        call.holdAnswers();
        call.say("Where is my order?");
        assertThat(call.told().said()).containsExactly("One moment, please.");
        call.releaseAnswers();
        Awaitility.await().until(() -> messagesOf("assistant").size() == 2);
        call.autoreply(false).body("in_flight", equalTo(null));
        assertHandedOver(call.waitOn());
        assertThat(call.messages().get(2))
                .containsEntry("status", "failed")
                .extracting("metadata.error.code")
                .isEqualTo("taken_over");
        assertThat(queued()).isEmpty();
    }

    @Test
    void lastsUntilTheHandBack() {
        call.autoreply(false);
        call.autoreply(true);
        assertThat(call.ask("Where is my order?").listens()).isTrue();
        assertThat(messagesOf("assistant")).hasSize(2);
    }

    @Test
    void doesNotOutliveAnEndedCall() {
        call.status("completed", "12");
        call.autoreply(false);
        Twiml told = call.say("Hello?");
        assertThat(told.names()).containsExactly("Say", "Hangup");
        assertThat(told.said()).containsExactly("Thank you for your call. Goodbye.");
        assertThat(call.conversation()).containsEntry("status", "completed");
        assertThat(messagesOf("user")).containsExactly("Hello?");
    }

    @Test
    void saysGoodbyeForABotThatIsSwitchedOffMeanwhile() {
        call.holdAnswers();
        call.say("Where is my order?");
        bot.toggle();
        assertThat(call.waitOn().said())
                .containsExactly(
                        "Thank you for your call. Nobody can take it right now. Please try again later. Goodbye.");
    }

    @Test
    void waitsForTheAnswerThatIsBeingSaid() {
        call.holdAnswers();
        call.say("Where is my order?");
        call.releaseAnswers();
        Awaitility.await().until(() -> messagesOf("assistant").size() == 2);
        assertThat(inFlight(claim(), new SendResult.Accepted(null))).isEqualTo("sent");
        assertThat(call.messages().get(2)).containsEntry("status", "sent");
    }

    @Test
    void learnsThatTheCallerDidNotHearTheAnswer() {
        call.holdAnswers();
        call.say("Where is my order?");
        call.releaseAnswers();
        Awaitility.await().until(() -> messagesOf("assistant").size() == 2);
        assertThat(inFlight(claim(), CallConnection.outcome(false, false, 200))).isEqualTo("failed");
    }

    @Test
    void waitsForTheGreetingThatIsBeingSaid() {
        VoiceCall ringing = new VoiceCall(bot.tenant(), bot.id(), call.sid() + "x", null, null);
        BegunCall begun = run(() -> calls.begin(ringing, "Hello!", null));
        assertThat(inFlight(begun.greeting(), new SendResult.Accepted(null))).isEqualTo("sent");
        assertThat(run(() -> calls.begin(ringing, "Hello!", null)).greeting()).isNull();
    }

    @Test
    void letsOneSayTheGreetingAtATime() {
        VoiceCall ringing = new VoiceCall(bot.tenant(), bot.id(), call.sid() + "x", null, null);
        OutgoingMessage greeting =
                run(() -> calls.begin(ringing, "Hello!", null)).greeting();
        assertThat(run(() -> calls.begin(ringing, "Changed", null)).greeting()).isNull();
        run(() -> outbox.settle(greeting, new SendResult.Accepted(null)));
        OutgoingMessage again = run(() -> calls.begin(ringing, "Changed", null)).greeting();
        assertThat(again.content()).isEqualTo("Hello!");
        assertThat(again.claim()).isNotEqualTo(greeting.claim());
    }

    /**
     * Pauses the bot while {@code claimed} is being said. Returns the outcome that the response to the pause contains.
     */
    private String inFlight(OutgoingMessage claimed, SendResult outcome) {
        String conversation = claimed.conversationId().toString();
        CompletableFuture<ValidatableResponse> pause = OwnThread.supply(
                () -> bot.call("/api/v1/conversations/" + conversation + "/autoreply", Map.of("enabled", false))
                        .statusCode(200));
        Awaitility.await()
                .until(() -> !bot.get("/api/v1/conversations/" + conversation).getBoolean("ai_autoreply_enabled"));
        assertThat(pause).isNotDone();
        run(() -> outbox.settle(claimed, outcome));
        return pause.join().extract().path("in_flight");
    }

    private OutgoingMessage claim() {
        UUID conversation = UUID.fromString(call.conversationId());
        OutgoingMessage claimed = run(() -> outbox.claim(bot.tenant(), conversation));
        assertThat(claimed).isNotNull();
        return claimed;
    }

    private <T> T run(java.util.function.Supplier<Uni<T>> work) {
        return Contexts.run(vertx, work).join();
    }

    private void assertHandedOver(Twiml told) {
        assertThat(told.names()).containsExactly("Say", "Hangup");
        assertThat(told.said()).containsExactly(HANDOVER);
        assertThat(call.conversation()).containsEntry("status", "escalated");
    }

    private List<String> messagesOf(String role) {
        return call.messages().stream()
                .filter(message -> message.get("role").equals(role))
                .map(message -> (String) message.get("content"))
                .toList();
    }

    private List<String> queued() {
        return Database.column("SELECT message_id::text FROM outbox WHERE tenant_id = ?", bot.tenant());
    }

    private boolean isAsked() {
        return !Database.column("SELECT 1 FROM autoreply_turn WHERE tenant_id = ?", bot.tenant())
                .isEmpty();
    }
}
