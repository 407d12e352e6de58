package com.callmissed.twilio;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.TwilioBot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class TwilioSignatureTest {
    private static final String TOKEN = "12345";
    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final String FORM =
            "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212";
    /** The signature of the example in Twilio's documentation. */
    private static final String SIGNATURE = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";

    @Test
    void agreesWithTwiliosExamples() {
        assertThat(verifies(SIGNATURE, URL, FORM, TOKEN)).isTrue();
        assertThat(verifies(
                        "RSOYDt4T1cUTdK1PDd93/VVr8B8=", URL, FORM.replace("%2B12349013030", "%2B14158675309"), TOKEN))
                .isTrue();
    }

    @Test
    void noticesEveryChange() {
        assertThat(verifies(SIGNATURE, URL.replace("foo=1", "foo=2"), FORM, TOKEN))
                .isFalse();
        assertThat(verifies(SIGNATURE, URL.replace("https", "http"), FORM, TOKEN))
                .isFalse();
        assertThat(verifies(SIGNATURE, URL, FORM.replace("Digits=1234", "Digits=1235"), TOKEN))
                .isFalse();
        assertThat(verifies(SIGNATURE, URL, FORM + "&More=1", TOKEN)).isFalse();
        assertThat(verifies(SIGNATURE, URL, FORM, "12346")).isFalse();
        assertThat(verifies(SIGNATURE, URL, FORM, "")).isFalse();
    }

    @Test
    void doesNotMindTheOrderOrTheEscaping() {
        String other =
                "To=%2b18005551212&From=%2B1%32349013030&Digits=1234&&Caller=%2B12349013030&CallSid=CA1234567890ABCDE&";
        assertThat(verifies(SIGNATURE, URL, other, TOKEN)).isTrue();
    }

    @Test
    void takesEachOfSeveralEqualParametersOnceAndInOrder() {
        String repeated = "a=2&b=3&a=1&a=2";
        assertThat(form(repeated).signed()).isEqualTo("a1a2b3");
        assertThat(form(repeated).get("a")).isEqualTo("1");
        assertThat(verifies(TwilioBot.sign(URL, repeated, TOKEN), URL, repeated, TOKEN))
                .isTrue();
    }

    @Test
    void readsWordsOfAnyLanguage() {
        String words = TwilioBot.form("SpeechResult", "Grüße & कहाँ है मेरा 📦? a+b=c 100%");
        assertThat(form(words).get("SpeechResult")).isEqualTo("Grüße & कहाँ है मेरा 📦? a+b=c 100%");
        assertThat(verifies(TwilioBot.sign(URL, words, TOKEN), URL, words, TOKEN))
                .isTrue();
        assertThat(form("a=Gr\u00fc\u00dfe").get("a")).isEqualTo("Grüße");
        assertThat(form("a&b=").signed()).isEqualTo("ab");
        assertThat(form("").get("a")).isEmpty();
    }

    @Test
    void readsNoFormThatTwilioCannotHaveSent() {
        assertThat(TwilioForm.parse("a=%".getBytes(UTF_8))).isEmpty();
        assertThat(TwilioForm.parse("a=%zz".getBytes(UTF_8))).isEmpty();
        assertThat(TwilioForm.parse(new byte[TwilioForm.LARGEST + 1])).isEmpty();
        assertThat(TwilioForm.parse("a=1&".repeat(600).getBytes(UTF_8))).isEmpty();
        assertThat(TwilioForm.parse("a=1&".repeat(400).getBytes(UTF_8))).isPresent();
    }

    @Test
    void triesEverySpellingOfTheAddress() {
        assertThat(TwilioSignature.parse(SIGNATURE)
                        .orElseThrow()
                        .verifies(
                                TwilioSignature.texts(
                                        List.of("https://mycompany.com:443/myapp.php?foo=1&bar=2", URL), form(FORM)),
                                TOKEN))
                .isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "0/KCTR6DLpKmkAf8muzZqo1nDg==",
                "0/KCTR6DLpKmkAf8muzZqo1nDgQ=A",
                "sha1=abc",
                "\u00ff",
                "%"
            })
    void readsNoSignatureFromAnythingElse(String header) {
        assertThat(TwilioSignature.parse(header)).isEmpty();
        assertThat(TwilioSignature.parse("A".repeat(10_000))).isEmpty();
    }

    private static boolean verifies(String signature, String url, String form, String token) {
        return TwilioSignature.parse(signature)
                .orElseThrow()
                .verifies(TwilioSignature.texts(List.of(url), form(form)), token);
    }

    private static TwilioForm form(String body) {
        return TwilioForm.parse(body.getBytes(UTF_8)).orElseThrow();
    }
}
