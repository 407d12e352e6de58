package com.callmissed.twilio;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ApiException;
import com.callmissed.outbound.SendResult;
import com.callmissed.testing.TwilioBot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallFormTest {
    private static final TwilioAccount ACCOUNT = new TwilioAccount(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "AC1",
            "a very secret token",
            "+14155550123",
            true,
            "Desk",
            true,
            null);

    @ParameterizedTest
    @CsvSource({
        "+16505551234, +16505551234",
        "+919876543210, +919876543210",
        "16505551234, +16505551234",
        "2125550152, +12125550152",
        "0044 20 7946 0152, +442079460152",
        "whatsapp:+551187654321, +5511987654321",
        "sip:dana@example.com, sip:dana@example.com",
        "client:dana, client:dana",
        "911, 911",
        "+0123456789, +0123456789",
        "'sip:a b', sip:a b"
    })
    void keepsTheCallerWhoShowsAnAddress(String from, String caller) {
        assertThat(CallForm.caller(from, "+14155550123").shown()).isEqualTo(caller);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anonymous",
                "Anonymous",
                "Restricted",
                "unavailable",
                "Unknown",
                "",
                "+",
                " ",
                "\u202d\u202c",
                "+266696687",
                "266696687",
                "+86282452253",
                "+7378742833",
                "+464"
            })
    void namesNobodyWhoWithholdsTheNumber(String from) {
        assertThat(CallForm.caller(from, "+14155550123")).isNull();
    }

    @Test
    void namesNobodyOfWhomTheFormSaysNothing() {
        assertThat(CallForm.call(ACCOUNT, form("CallSid", "CA1")).caller()).isNull();
        assertThat(CallForm.caller("sip:" + "x".repeat(300), "")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CA 1", "CA1\u0000", "<CA1>"})
    void refusesAFormOfNoCall(String sid) {
        assertThatThrownBy(() -> CallForm.call(ACCOUNT, form("CallSid", sid)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("CallSid must have 1 to 64 letters and digits");
        assertThatThrownBy(() -> CallForm.call(ACCOUNT, form("CallSid", "C".repeat(65))))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void keepsWhatATextCanHold() {
        assertThat(CallForm.words(form("SpeechResult", " Where\u0000 is\nmy 📦? ")))
                .isEqualTo("Where is\nmy 📦?");
        assertThat(CallForm.words(form("SpeechResult", " \u0000 "))).isEmpty();
        assertThat(CallForm.words(form("Digits", "1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"93, 93", "0, 0", "'', ", "-1, ", "x, ", "1.5, ", "99999999, "})
    void readsTheDuration(String duration, Integer seconds) {
        assertThat(CallForm.duration(form("CallDuration", duration))).isEqualTo(seconds);
    }

    @Test
    void tellsWhatBecameOfASpokenAnswer() {
        assertThat(CallConnection.outcome(true, true, 200)).isInstanceOf(SendResult.Accepted.class);
        assertThat(CallConnection.outcome(true, true, 500)).isInstanceOf(SendResult.Refused.class);
        assertThat(CallConnection.outcome(false, true, 200)).isInstanceOf(SendResult.Unknown.class);
        assertThat(CallConnection.outcome(false, false, 200)).isInstanceOf(SendResult.Refused.class);
    }

    @Test
    void hidesTheTokenAndTheCaller() {
        assertThat(ACCOUNT.toString()).doesNotContain("secret");
        assertThat(CallForm.call(ACCOUNT, form("CallSid", "CA1", "From", "+16505551234"))
                        .toString())
                .contains("CA1")
                .doesNotContain("16505551234");
    }

    private static TwilioForm form(String... parameters) {
        return TwilioForm.parse(TwilioBot.form(parameters).getBytes(UTF_8)).orElseThrow();
    }
}
