package com.callmissed.twilio;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.autoreply.AutomaticAnswer;
import com.callmissed.autoreply.Turn;
import com.callmissed.autoreply.Turns;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Database;
import com.callmissed.testing.LoggedLines;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;
import com.callmissed.thread.Channel;

import static com.callmissed.testing.TwilioBot.GATHER;
import static com.callmissed.testing.TwilioBot.VOICE;
import static org.assertj.core.api.Assertions.assertThat;

/** What a caller hears, and what is stored. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallTest {
    private static final String GREETING = "Hello, this is Front desk. How can I help you?";
    private static final String ANSWER = "It leaves our warehouse today.";
    private static final String ACKNOWLEDGEMENT =
            "Thank you for your message. Front desk will get back to you shortly.";
    private static final String HANDOVER =
            "A person from our team will call you back. Thank you for your call. Goodbye.";

    @Inject
    Turns turns;

    private TwilioBot bot;

    @BeforeEach
    void connect() {
        bot = TwilioBot.create();
        AutomaticAnswers.save(bot.tenant(), bot.id(), ANSWER, "order", "tent");
    }

    @Test
    void talksTurnByTurn() {
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.told().said()).containsExactly(GREETING);
        assertThat(call.ask("Where is my order?").said()).containsExactly(ANSWER);
        assertThat(call.ask("And my tent?").said()).containsExactly(ANSWER);
        assertThat(contents(call)).containsExactly(GREETING, "Where is my order?", ANSWER, "And my tent?", ANSWER);
        awaitSaid(call);
    }

    @Test
    void isAConversationOfItsOwn() {
        String caller = PhoneCall.to(bot).caller();
        PhoneCall first = PhoneCall.from(caller, bot);
        PhoneCall second = PhoneCall.from(caller, bot);
        first.ring();
        second.ring();
        first.ask("The first call");
        assertThat(bot.conversations()).hasSize(2).allSatisfy(call -> assertThat(call)
                .containsEntry("external_id", caller));
        assertThat(contents(second)).containsExactly(GREETING);
        PhoneCall unknown = PhoneCall.from("anonymous", bot);
        unknown.ring();
        assertThat(unknown.conversation()).containsEntry("external_id", "anonymous");
    }

    @Test
    void isOneConversationHoweverOftenItIsDelivered() {
        PhoneCall call = PhoneCall.to(bot);
        List<Twiml> told = Parallel.run(8, i -> Twiml.parse(call.raw(VOICE, "CallStatus", "ringing")));
        assertThat(told).allSatisfy(each -> assertThat(each.listens()).isTrue());
        assertThat(contents(call)).containsExactly(GREETING);
        awaitSaid(call);
        // The greeting is repeated as long as it was not heard.
        assertThat(call.ring().said()).containsExactly(GREETING);
        assertThat(contents(call)).containsExactly(GREETING);
    }

    @Test
    void storesAndAnswersWordsOnceHoweverOftenTheyAreDelivered() {
        PhoneCall call = PhoneCall.answered(bot);
        String target = call.listening();
        List<Twiml> told = Parallel.run(
                6, i -> Twiml.parse(call.raw(target, "SpeechResult", "Where is my order?", "Confidence", "0." + i)));
        assertThat(told).allSatisfy(each -> assertThat(each.hangsUp()).isFalse());
        Awaitility.await().until(() -> contents(call).size() == 3);
        assertThat(told.stream().filter(each -> each.said().contains(ANSWER)).count())
                .isLessThanOrEqualTo(1);

        assertThat(call.post(target, "SpeechResult", "Where is my order?").listens())
                .isTrue();
        assertThat(contents(call)).containsExactly(GREETING, "Where is my order?", ANSWER);
        assertThat(call.ask("And my tent?").said()).containsExactly(ANSWER);
        assertThat(contents(call)).hasSize(5);
    }

    @Test
    void goesOnListeningWhenAnOldDeliveryComesBackInTheMiddle() {
        PhoneCall call = PhoneCall.answered(bot);
        call.ask("Where is my order?");
        assertThat(call.ring().names()).containsExactly("Gather", "Redirect");
        assertThat(call.ask("And my tent?").said()).containsExactly(ANSWER);
        assertThat(contents(call)).hasSize(5);
    }

    @Test
    void asksForAMomentWhileTheBotThinksAndCollectsTheAnswer() {
        PhoneCall call = PhoneCall.answered(bot);
        call.holdAnswers();

        Twiml moment = call.say("Where is my order?");
        assertThat(moment.names()).containsExactly("Say", "Redirect");
        assertThat(moment.said()).containsExactly("One moment, please.");
        assertThat(call.redirect()).isEqualTo(GATHER + "?turn=1&wait=1");
        assertThat(call.waitOn().said()).containsExactly("One moment, please.");
        assertThat(call.redirect()).isEqualTo(GATHER + "?turn=1&wait=2");

        call.releaseAnswers();
        while (!call.told().listens()) {
            call.waitOn();
        }
        assertThat(call.told().said()).containsExactly(ANSWER);
        assertThat(contents(call)).containsExactly(GREETING, "Where is my order?", ANSWER);
        awaitSaid(call);
    }

    @Test
    void answersAtOnceWhatWasSaidWhileItThought() {
        PhoneCall call = PhoneCall.answered(bot);
        call.holdAnswers();
        call.say("Where is my order?");
        UUID conversation = UUID.fromString(call.conversationId());
        UUID claim =
                UUID.fromString(Database.column("SELECT claim FROM autoreply_turn WHERE tenant_id = ?", bot.tenant())
                        .get(0));
        Turn early = new Turn(
                bot.tenant(), conversation, bot.id(), Channel.VOICE, claim, 1, 0, 0, null, Instant.now(), null);

        turns.answer(early, new AutomaticAnswer("Welcome.", null, 1, false))
                .await()
                .atMost(Duration.ofSeconds(10));

        Awaitility.await().until(() -> contents(call).size() == 4);
        assertThat(contents(call)).containsExactly(GREETING, "Where is my order?", "Welcome.", ANSWER);
    }

    @Test
    void handsTheCallToAPersonWhenThereIsNoAnswerAfterAWhile() {
        PhoneCall call = PhoneCall.answered(bot);
        call.holdAnswers();
        call.say("Where is my order?");
        for (int i = 1; i <= 3; i++) {
            assertThat(call.waitOn().said()).containsExactly("One moment, please.");
        }
        Twiml end = call.waitOn();
        assertThat(end.names()).containsExactly("Say", "Say", "Hangup");
        assertThat(end.said()).containsExactly("I am sorry, I cannot answer that right now.", HANDOVER);
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "no_answer");

        call.releaseAnswers();
        Awaitility.await().until(() -> !isAsked(call));
        assertThat(contents(call)).containsExactly(GREETING, "Where is my order?");
    }

    /** Nobody would answer what the caller says next. */
    @Test
    void acknowledgesWhatItHasNoAnswerToAndHandsTheCallToAPerson() {
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.ask("Where is my order?").said()).containsExactly(ANSWER);
        String listening = call.listening();
        Twiml end = call.ask("Can I bring my dog?");
        assertThat(end.names()).containsExactly("Say", "Say", "Hangup");
        assertThat(end.said()).containsExactly(ACKNOWLEDGEMENT, HANDOVER);
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "no_answer");
        assertThat(epoch(call)).isEqualTo(1);
        awaitSaid(call);

        // The bot is silent, also when Twilio delivers the words again or the caller says more.
        assertThat(call.post(listening, "SpeechResult", "Can I bring my dog?").hangsUp())
                .isTrue();
        assertThat(call.post(listening + "9", "SpeechResult", "Where is my order?")
                        .said())
                .containsExactly("I am sorry, I cannot answer that right now.", HANDOVER);
        assertThat(contents(call))
                .containsExactly(
                        GREETING,
                        "Where is my order?",
                        ANSWER,
                        "Can I bring my dog?",
                        ACKNOWLEDGEMENT,
                        "Where is my order?");
        call.status("completed", "20").statusCode(200);
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "no_answer");
    }

    @Test
    void handsTheCallToAPersonWhenTheBotHasGivenUp() {
        PhoneCall call = PhoneCall.answered(bot);
        call.holdAnswers();
        call.say("Where is my order?");
        Database.update(
                "UPDATE autoreply_turn SET claim = NULL, failures = 100, due_at = now() WHERE tenant_id = ?",
                bot.tenant());
        Awaitility.await().until(() -> !isAsked(call));
        assertThat(call.waitOn().said()).containsExactly("I am sorry, I cannot answer that right now.", HANDOVER);
        assertThat(call.conversation()).containsEntry("status", "escalated");
    }

    @Test
    void asksAgainWhenItHearsNothingAndSaysGoodbyeInTheEnd() {
        PhoneCall call = PhoneCall.answered(bot);
        for (int i = 1; i <= 2; i++) {
            Twiml again = call.waitOn();
            assertThat(again.names()).containsExactly("Say", "Gather", "Redirect");
            assertThat(again.said()).containsExactly("Sorry, I did not hear anything. How can I help you?");
            assertThat(call.listening()).isEqualTo(GATHER + "?turn=1&asked=" + i);
        }
        Twiml end = call.waitOn();
        assertThat(end.names()).containsExactly("Say", "Hangup");
        assertThat(end.said()).containsExactly("Thank you for your call. Goodbye.");
        assertThat(call.conversation()).containsEntry("status", "active").containsEntry("message_count", 1);
    }

    @Test
    void takesEmptyWordsForSilenceAndForgetsItWhenTheCallerSpeaks() {
        PhoneCall call = PhoneCall.answered(bot);
        call.say("");
        assertThat(call.listening()).endsWith("asked=1");
        call.say(" \u0000 ");
        assertThat(call.listening()).endsWith("asked=2");
        assertThat(call.ask("Here is my order").said()).containsExactly(ANSWER);
        assertThat(call.redirect()).endsWith("?turn=3&silence=1");
        assertThat(contents(call)).containsExactly(GREETING, "Here is my order", ANSWER);
        // A repeated delivery of earlier words changes nothing.
        call.post(call.redirect(), "SpeechResult", "Here is my order");
        assertThat(contents(call)).hasSize(3);
    }

    @Test
    void handsOverToWhoeverAsksForAPerson() {
        PhoneCall call = PhoneCall.answered(bot);
        Twiml end = call.say("I want to speak to a REPRESENTATIVE!");
        assertThat(end.names()).containsExactly("Say", "Hangup");
        assertThat(end.said()).containsExactly(HANDOVER);
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "person_requested");
        assertThat(epoch(call)).isEqualTo(1);
        assertThat(contents(call)).containsExactly(GREETING, "I want to speak to a REPRESENTATIVE!");
        assertThat(isAsked(call)).isFalse();

        call.post(GATHER + "?turn=1", "SpeechResult", "I want to speak to a REPRESENTATIVE!");
        assertThat(call.told().said()).containsExactly(HANDOVER);
        assertThat(epoch(call)).isEqualTo(1);
        assertThat(contents(call)).hasSize(2);
    }

    @Test
    void talksAsTheBotIsConfigured() {
        TwilioBot german = TwilioBot.create(Map.of(
                "language",
                "de-DE",
                "greeting",
                "Guten Tag & <willkommen>!",
                "handover_words",
                List.of("Mitarbeiter"),
                "phrases",
                Map.of("handover", "Wir rufen zurück.")));
        AutomaticAnswers.save(german.tenant(), german.id(), "Gern.", "agent");
        PhoneCall call = PhoneCall.answered(german);
        assertThat(call.told().said()).containsExactly("Guten Tag & <willkommen>!");
        assertThat(call.told().verb("Say").getAttribute("language")).isEqualTo("de-DE");
        assertThat(call.told().verb("Gather").getAttribute("language")).isEqualTo("de-DE");
        call.ask("I want an agent");
        assertThat(call.told().verb("Say").getAttribute("language")).isEqualTo("de-DE");
        assertThat(call.told().listens()).isTrue();
        assertThat(call.say("Einen Mitarbeiter, bitte").said()).containsExactly("Wir rufen zurück.");
    }

    @Test
    void saysWhatTheBotFoundAndNothingElse() {
        String hours = "On Sunday </Say><Dial>+15005550006</Dial> we are open from **10** to 16.";
        AutomaticAnswers.save(bot.tenant(), bot.id(), hours, "When do you open on Sunday?");
        PhoneCall call = PhoneCall.answered(bot);
        Twiml told = call.ask("When do you open on Sunday?");
        assertThat(told.names()).containsExactly("Say", "Gather", "Redirect");
        assertThat(told.said()).containsExactly("On Sunday </Say><Dial>+15005550006</Dial> we are open from 10 to 16.");
        assertThat(contents(call)).contains(hours);
    }

    @Test
    void hearsACallThatItDidNotSeeBegin() {
        PhoneCall spoken = PhoneCall.to(bot);
        assertThat(spoken.post(GATHER + "?turn=1", "SpeechResult", "Where is my order?"))
                .isNotNull();
        while (!spoken.told().listens()) {
            spoken.waitOn();
        }
        assertThat(contents(spoken)).containsExactly("Where is my order?", ANSWER);
        PhoneCall silent = PhoneCall.to(bot);
        assertThat(silent.post(GATHER + "?turn=1&silence=1").said()).containsExactly(GREETING);
        PhoneCall waiting = PhoneCall.to(bot);
        assertThat(waiting.post(GATHER + "?turn=1&wait=1").said()).containsExactly(GREETING);
    }

    @Test
    void saysNothingToACallerWhoIsGone() throws IOException {
        PhoneCall call = PhoneCall.answered(bot);
        call.holdAnswers();
        String target = call.listening();
        try (LoggedLines log = LoggedLines.atEveryLevel()) {
            sayAndHangUp(call, target, "Where is my order?");
            // When a later request has used all its time, the earlier one has ended too.
            assertThat(call.post(target, "SpeechResult", "Where is my order?").said())
                    .containsExactly("One moment, please.");
            assertThat(log.lines()).noneMatch(line -> line.contains("unexpectedly"));
        }
        call.releaseAnswers();
        while (!call.told().listens()) {
            call.waitOn();
        }
        assertThat(call.told().said()).containsExactly(ANSWER);
        awaitSaid(call);
    }

    /** Closes the connection while the bot works on its answer. */
    private void sayAndHangUp(PhoneCall call, String target, String words) throws IOException {
        String form = call.form("SpeechResult", words);
        String head = "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + TwilioBot.HEADER + ": "
                + TwilioBot.sign(TwilioBot.PUBLIC_URL + target, form, bot.authToken())
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                + "\r\n\r\n";
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write((head + form).getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> contents(call).contains(words));
        }
    }

    @Test
    void saysThatItIsSorryWhenItCannotGoOn() {
        PhoneCall call = PhoneCall.answered(bot);
        call.ask("Where is my order?");
        Database.update(
                "UPDATE conversation SET message_count = 1 WHERE tenant_id = ? AND id = ?",
                bot.tenant(),
                UUID.fromString(call.conversationId()));
        Twiml told = call.say("And my tent?");
        assertThat(told.names()).containsExactly("Say", "Hangup");
        assertThat(told.said())
                .containsExactly(
                        "We are sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.");
    }

    private static List<Object> contents(PhoneCall call) {
        return call.messages().stream().map(message -> message.get("content")).toList();
    }

    private static Object epoch(PhoneCall call) {
        return ((Map<?, ?>) call.conversation().get("autoreply")).get("epoch");
    }

    private boolean isAsked(PhoneCall call) {
        return !Database.column(
                        "SELECT 1 FROM autoreply_turn WHERE tenant_id = ? AND conversation_id = ?",
                        bot.tenant(),
                        UUID.fromString(call.conversationId()))
                .isEmpty();
    }

    /** Waits until everything that was said is sent and nothing is queued. */
    private void awaitSaid(PhoneCall call) {
        Awaitility.await()
                .until(() -> call.messages().stream()
                                .allMatch(message -> message.get("status").equals("sent"))
                        && Database.column("SELECT 1 FROM outbox WHERE tenant_id = ?", bot.tenant())
                                .isEmpty());
    }
}
