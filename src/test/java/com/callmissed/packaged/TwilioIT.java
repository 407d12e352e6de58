package com.callmissed.packaged;

import java.util.Map;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.equalTo;

/** Calls to the packaged service, from the greeting to the end. */
class TwilioIT {
    private static final String QUESTION = "Do you rent snow shoes?";
    private static final String ANSWER = "Yes, for twelve dollars a day.";

    private static final String HANDOVER =
            "A person from our team will call you back. Thank you for your call. Goodbye.";

    private TwilioBot bot;

    @BeforeEach
    void connect() {
        RestAssured.baseURI = PackagedApp.shared().baseUri();
        bot = TwilioBot.create(Map.of("greeting", "Trailhead Outfitters, hello!", "language", "en-GB"));
    }

    @AfterEach
    void disconnect() {
        RestAssured.reset();
    }

    @Test
    void talksFromTheGreetingToTheGoodbye() {
        AutomaticAnswers.save(bot.tenant(), bot.id(), ANSWER, QUESTION);
        PhoneCall earlier = PhoneCall.answered(bot);
        earlier.autoreply(false);
        assertThat(earlier.waitOn().said()).containsExactly(HANDOVER);

        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.told().said()).containsExactly("Trailhead Outfitters, hello!");
        assertThat(call.told().verb("Gather").getAttribute("language")).isEqualTo("en-GB");
        assertThat(call.ask(QUESTION).said()).containsExactly(ANSWER);
        call.waitOn();
        call.waitOn();
        Twiml goodbye = call.waitOn();
        assertThat(goodbye.said()).containsExactly("Thank you for your call. Goodbye.");
        assertThat(goodbye.hangsUp()).isTrue();
        call.status("completed", "93").statusCode(200);

        assertThat(call.conversation()).containsEntry("status", "completed").containsEntry("duration_seconds", 93);
        Awaitility.await().untilAsserted(() -> assertThat(call.messages())
                .extracting(message -> message.get("content"), message -> message.get("status"))
                .containsExactly(
                        tuple("Trailhead Outfitters, hello!", "sent"), tuple(QUESTION, "sent"), tuple(ANSWER, "sent")));
        assertThat(earlier.conversation()).containsEntry("status", "escalated");
    }

    @Test
    void acknowledgesWhatItHasNoAnswerTo() {
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.ask("Can I bring my dog?").said())
                .containsExactly("Thank you for your message. Front desk will get back to you shortly.", HANDOVER);
        assertThat(call.told().hangsUp()).isTrue();
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "no_answer");
    }

    @Test
    void handsOverToAPerson() {
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.say("A representative, please").hangsUp()).isTrue();
        call.status("completed", "7").statusCode(200);
        assertThat(call.conversation()).containsEntry("status", "escalated").containsEntry("duration_seconds", 7);
    }

    @Test
    void storesAMissedCall() {
        bot.post(TwilioBot.STATUS, Fixtures.twilio("status-no-answer")).statusCode(200);
        assertThat(bot.conversations()).hasSize(1).allSatisfy(call -> assertThat(call)
                .containsEntry("status", "failed"));
    }

    @Test
    void refusesWhatNobodyVouchesFor() {
        TwilioBot.post(TwilioBot.VOICE, Fixtures.twilio("voice"), null)
                .statusCode(401)
                .body("error.code", equalTo("invalid_token"));
        assertThat(bot.conversations()).isEmpty();
    }
}
