package com.callmissed.twilio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.TwilioBot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class BotNumberTest {
    @ParameterizedTest
    @CsvSource({
        "+14155550123, +14155550123",
        "14155550123, +14155550123",
        "whatsapp:+14155550123, +14155550123",
        "WhatsApp: +1 415 555 0123, +14155550123",
        "sip:+14155550123@acme.sip.twilio.com, +14155550123",
        "sip:14155550123@acme.sip.twilio.com, +14155550123",
        "SIPS:+14155550123;phone-context=x@acme.sip.twilio.com;transport=tls, +14155550123",
        "sip:+14155550123:secret@acme.sip.twilio.com, +14155550123"
    })
    void isTheNumberThatWasCalled(String to, String number) {
        assertThat(BotNumber.in(form("To", to, "From", "+16505551234", "Direction", "inbound")))
                .startsWith(number);
    }

    @Test
    void isAlsoFoundInAnOlderSpelling() {
        assertThat(BotNumber.in(form("To", "whatsapp:+551187654321")))
                .containsExactly("+551187654321", "+5511987654321");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "sip:front-desk@acme.sip.twilio.com",
                "sip:+14155550123",
                "client:dana",
                "sip:@acme.sip.twilio.com",
                "\u0000",
                "911"
            })
    void isNotInventedWhereThereIsNone(String to) {
        assertThat(BotNumber.in(form("To", to, "SipHeader_X-Other", "+14155550123")))
                .doesNotContain("+14155550123")
                .allMatch(number -> number.startsWith("+"));
        assertThat(BotNumber.in(form("To", "+" + "1".repeat(300)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SipHeader_X-Twilio", "SipHeader_X-Twilio-Number", "SipHeader_x-twilio-to"})
    void isInAHeaderOfACallToASipDomain(String header) {
        assertThat(BotNumber.in(form(
                        "To",
                        "sip:+14155550199@acme.sip.twilio.com",
                        "SipHeader_X-Twilio-CallSid",
                        "CA00000000000000000000000000000001",
                        header,
                        "+14155550123")))
                .containsExactly("+14155550123", "+14155550199");
        assertThat(BotNumber.in(form("To", "+14155550199", header, "+14155550123")))
                .containsExactly("+14155550199");
    }

    @Test
    void limitsWhatItLooksFor() {
        String[] form = new String[82];
        for (int i = 0; i < 40; i++) {
            form[2 * i] = "SipHeader_X-Twilio-" + i;
            form[2 * i + 1] = "+1415555" + (1000 + i);
        }
        form[80] = "To";
        form[81] = "sip:desk@acme.sip.twilio.com";
        assertThat(BotNumber.in(form(form))).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbound-api", "outbound-dial"})
    void isTheCallerOfACallThatTheBusinessMakes(String direction) {
        TwilioForm form = form("To", "+16505551234", "From", "+14155550123", "Direction", direction);
        assertThat(BotNumber.isOutbound(form)).isTrue();
        assertThat(BotNumber.in(form)).containsExactly("+14155550123");
    }

    private static TwilioForm form(String... parameters) {
        return TwilioForm.parse(TwilioBot.form(parameters).getBytes(UTF_8)).orElseThrow();
    }
}
