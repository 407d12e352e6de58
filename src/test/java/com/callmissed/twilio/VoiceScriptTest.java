package com.callmissed.twilio;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class VoiceScriptTest {
    @Test
    void speaksEnglishByDefault() {
        VoiceScript script = VoiceScript.of("Front desk", null);
        assertThat(script.language()).isEqualTo("en-US");
        assertThat(script.greeting()).isEqualTo(new Speech("Hello, this is Front desk. How can I help you?", "en-US"));
        assertThat(VoiceScript.of(" ", null).greeting().text()).isEqualTo("Hello. How can I help you?");
        assertThat(script.phrase(Phrase.FILLER)).isEqualTo(new Speech("One moment, please.", "en-US"));
    }

    @Test
    void speaksAsTheConfigSays() {
        VoiceScript script = VoiceScript.of(
                "Rezeption",
                Map.of(
                        "language",
                        "de-DE",
                        "greeting",
                        "Guten Tag!\nWie kann ich helfen?",
                        "phrases",
                        Map.of("filler", "Einen Moment bitte.", "goodbye", 3, "unknown", "x")));
        assertThat(script.greeting()).isEqualTo(new Speech("Guten Tag! Wie kann ich helfen?", "de-DE"));
        assertThat(script.phrase(Phrase.FILLER)).isEqualTo(new Speech("Einen Moment bitte.", "de-DE"));
        assertThat(script.answer("Um **zehn**.")).isEqualTo(new Speech("Um zehn.", "de-DE"));
        // A German voice would make an English sentence hard to understand.
        assertThat(script.phrase(Phrase.GOODBYE)).isEqualTo(new Speech("Thank you for your call. Goodbye.", "en-US"));
        assertThat(VoiceScript.of("Desk", Map.of("language", "en-GB"))
                        .phrase(Phrase.GOODBYE)
                        .language())
                .isEqualTo("en-GB");
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryPhraseByItsName(Phrase phrase) {
        assertThat(phrase.english()).isEqualTo(SpokenText.of(phrase.english())).isNotBlank();
        assertThat(VoiceScript.of("Desk", Map.of("phrases", Map.of(phrase.key(), "In other words.")))
                        .phrase(phrase)
                        .text())
                .isEqualTo("In other words.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "english", "e", "en_US", "en-US\"/><Hangup/>", "en-US-", "en-US\n", "-en"})
    void takesNoLanguageThatIsNone(String language) {
        assertThat(VoiceScript.of("Desk", Map.of("language", language)).language())
                .isEqualTo(language.equals("english") ? "english" : "en-US");
    }

    @Test
    void answersWhateverTheConfigHolds() {
        Map<String, Object> config = new HashMap<>();
        for (Object value : Arrays.asList(null, 1, true, List.of(1), Map.of("a", 1), "", " ")) {
            for (String key : List.of("language", "greeting", "handover_words", "phrases")) {
                config.put(key, value);
            }
            VoiceScript script = VoiceScript.of("Desk", config);
            assertThat(script.language()).isEqualTo("en-US");
            assertThat(script.greeting().text()).isEqualTo("Hello, this is Desk. How can I help you?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "representative",
                "Representative!",
                "Can I speak to a HUMAN, please?",
                "agent agent agent",
                "Operator.",
                "a human-being"
            })
    void hearsWhoeverWantsAPerson(String words) {
        assertThat(VoiceScript.of("Desk", null).asksForPerson(words)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "I was at the agency", "humane treatment", "what operators do you have", "re presentative"})
    void hearsNobodyElse(String words) {
        assertThat(VoiceScript.of("Desk", null).asksForPerson(words)).isFalse();
    }

    @Test
    void hearsTheWordsOfTheConfig() {
        VoiceScript script = VoiceScript.of(
                "Desk", Map.of("handover_words", List.of("Mitarbeiter", "echte Person", 3, "", "इंसान")));
        assertThat(script.asksForPerson("Ich will einen MITARBEITER")).isTrue();
        assertThat(script.asksForPerson("eine echte  Person, bitte")).isTrue();
        assertThat(script.asksForPerson("मुझे इंसान से बात करनी है")).isTrue();
        assertThat(script.asksForPerson("eine Person")).isFalse();
        assertThat(script.asksForPerson("an agent")).isFalse();
        assertThat(VoiceScript.of("Desk", Map.of("handover_words", List.of())).asksForPerson("an agent"))
                .isFalse();
        assertThat(VoiceScript.of("Desk", Map.of("handover_words", Collections.nCopies(100_000, "x")))
                        .asksForPerson("an agent"))
                .isFalse();
    }
}
