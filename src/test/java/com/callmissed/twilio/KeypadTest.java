package com.callmissed.twilio;

import java.util.List;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys that a caller presses. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class KeypadTest {
    private static final String HANDOVER =
            "A person from our team will call you back. Thank you for your call. Goodbye.";

    private static final String SILENCE = "Sorry, I did not hear anything. How can I help you?";

    private TwilioBot bot;

    @BeforeEach
    void connect() {
        bot = TwilioBot.create("ivr", Map.of("greeting", "Press 1 for our hours."));
        AutomaticAnswers.save(bot.tenant(), bot.id(), "Until six.", "Keypad: 1");
    }

    @Test
    void areWhatTheCallerSays() {
        PhoneCall call = PhoneCall.answered(bot);
        call.press("1");
        assertThat(call.hold().said()).containsExactly("Until six.");
        assertThat(call.told().listens()).isTrue();
        assertThat(contents(call)).containsExactly("Press 1 for our hours.", "Keypad: 1", "Until six.");
        assertThat(call.messages().get(1)).containsEntry("role", "user").containsEntry("message_type", "text");
    }

    @Test
    void askForAPersonWithZero() {
        PhoneCall call = PhoneCall.answered(bot);
        String listening = call.listening();
        Twiml end = call.press("0");
        assertThat(end.names()).containsExactly("Say", "Hangup");
        assertThat(end.said()).containsExactly(HANDOVER);
        assertThat(call.conversation())
                .containsEntry("status", "escalated")
                .containsEntry("status_reason", "person_requested");
        assertThat(call.post(listening, "Digits", "0").said()).containsExactly(HANDOVER);
        assertThat(contents(call)).containsExactly("Press 1 for our hours.", "Keypad: 0");
    }

    @Test
    void askForAPersonAlsoWhereNoWordDoes() {
        bot = TwilioBot.create("ivr", Map.of("handover_words", List.of()));
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.press("0").said()).containsExactly(HANDOVER);
    }

    @ParameterizedTest
    @CsvSource({
        "00, Keypad: 00",
        "10, Keypad: 10",
        "*, Keypad: *",
        "*12#A, Keypad: *12#A",
        "' 4 2', Keypad: 42",
        "0123456789012345678901234, Keypad: 01234567890123456789"
    })
    void areStoredAsTheyWerePressed(String keys, String content) {
        PhoneCall call = PhoneCall.answered(bot);
        call.press(keys);
        assertThat(contents(call)).startsWith("Press 1 for our hours.", content);
        assertThat(call.conversation()).extracting("status_reason").isNotEqualTo("person_requested");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "\u0000", "<Hangup/>"})
    void areSilenceWhereTheyAreNone(String keys) {
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.press(keys).said()).containsExactly(SILENCE);
        assertThat(contents(call)).hasSize(1);
    }

    @Test
    void countLessThanWords() {
        PhoneCall call = PhoneCall.answered(bot);
        call.post(call.listening(), "Digits", "0", "SpeechResult", "Keypad: 0");
        assertThat(contents(call)).startsWith("Press 1 for our hours.", "Keypad: 0");
        assertThat(call.conversation()).extracting("status_reason").isNotEqualTo("person_requested");
    }

    @Test
    void areNotHeardAgainAfterASilence() {
        PhoneCall call = PhoneCall.answered(bot);
        assertThat(call.post(call.redirect(), "Digits", "0").said()).containsExactly(SILENCE);
        assertThat(contents(call)).hasSize(1);
    }

    private static List<Object> contents(PhoneCall call) {
        return call.messages().stream().map(message -> message.get("content")).toList();
    }
}
