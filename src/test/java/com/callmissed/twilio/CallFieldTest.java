package com.callmissed.twilio;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.AutomaticAnswers;
import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.TwilioBot.GATHER;
import static com.callmissed.testing.TwilioBot.STATUS;
import static com.callmissed.testing.TwilioBot.VOICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Forms that are posted to the webhooks of a number, besides those of a plain call. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallFieldTest {
    private static final String GREETING = "Hello, this is Front desk. How can I help you?";
    private static final String SIGNATURE = "The signature in X-Twilio-Signature is missing or does not match";

    private final FieldCase field = new FieldCase();
    private final String sid = "CA" + UUID.randomUUID().toString().replace("-", "");
    private TwilioBot bot;

    @BeforeEach
    void connect() {
        bot = TwilioBot.create();
    }

    @Test
    void aCallToTheNumberAtASipDomainIsTaken() {
        assertThat(told(VOICE, "54-tw-to-sip-domain.form").said()).containsExactly(GREETING);
        assertThat(call())
                .containsEntry("status", "active")
                .containsEntry("external_id", "+14155550154")
                .containsEntry("metadata", Map.of("call_id", sid));
    }

    /** Twilio sends the headers of the INVITE with the first request only. */
    @Test
    void aCallToASipDomainIsTakenWhenAHeaderNamesTheNumber() {
        AutomaticAnswers.save(bot.tenant(), bot.id(), "Until six.", "How long?");
        PhoneCall call = PhoneCall.from("sip:dana@pbx.example.com", calledAs("sip:front-desk@acme.sip.twilio.com"));
        call.post(VOICE, "Direction", "inbound", "SipHeader_X-Twilio-Number", bot.phoneNumber());
        assertThat(call.told().said()).containsExactly(GREETING);
        assertThat(call.ask("How long?").said()).containsExactly("Until six.");
        call.status("completed", "8").statusCode(200);
        assertThat(call.conversation())
                .containsEntry("external_id", "sip:dana@pbx.example.com")
                .containsEntry("status", "completed")
                .containsEntry("duration_seconds", 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:front-desk@acme.sip.twilio.com", "sip:+14155550199@acme.sip.twilio.com"})
    void aCallToASipDomainThatNamesNoNumberOfABotIsNot(String to) {
        PhoneCall call = PhoneCall.to(calledAs(to));
        assertError(
                bot.post(VOICE, call.form("SipHeader_X-Twilio-Number", "+14155550198")),
                ErrorCode.NOT_FOUND,
                "No bot with this account has the number that was called");
        refused(VOICE, call.form("SipHeader_X-Twilio-Number", bot.phoneNumber()));
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void anEmptyResultIsSilence() {
        told(VOICE, "58-tw-voice-extras-repeated.form");
        Twiml again = told(GATHER + "?turn=1", "55-tw-gather-empty-speech.form");
        assertThat(again.said()).containsExactly("Sorry, I did not hear anything. How can I help you?");
        assertThat(again.listens()).isTrue();
        assertThat(contents()).containsExactly(GREETING);
    }

    @Test
    void wordsAreStoredAsTheyWereSaid() {
        Twiml told = told(GATHER + "?turn=1", "56-tw-gather-unicode.form");
        assertThat(told.names()).startsWith("Say");
        assertThat(contents()).startsWith("मेरा ऑर्डर 📦 <Say>&");
    }

    @Test
    void keysAreNoSilence() {
        told(VOICE, "58-tw-voice-extras-repeated.form");
        Twiml told = told(GATHER + "?turn=1", "57-tw-gather-digits.form");
        assertThat(told.said()).doesNotContain("Sorry, I did not hear anything. How can I help you?");
        assertThat(contents()).startsWith(GREETING, "Keypad: 1");
    }

    @Test
    void parametersOfTheFutureAndRepetitionsDoNoHarm() {
        assertThat(told(VOICE, "58-tw-voice-extras-repeated.form").said()).containsExactly(GREETING);
        Awaitility.await()
                .until(() ->
                        told(VOICE, "58-tw-voice-extras-repeated.form").said().contains(GREETING));
        assertThat(contents()).containsExactly(GREETING);
        assertThat(call()).containsEntry("external_id", "+14155550158");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRecordingIsNoted(boolean known) {
        if (known) {
            told(VOICE, "58-tw-voice-extras-repeated.form");
        }
        List<Map<String, Object>> before = bot.conversations();
        assertThat(told(STATUS, "60-tw-recording-callback.form").names()).isEmpty();
        refused(STATUS, form("60-tw-recording-callback.form"));
        assertThat(bot.conversations()).isEqualTo(before);
    }

    @Test
    void aRecordingIsNoCall() {
        for (String webhook : List.of(VOICE, GATHER)) {
            assertError(
                    post(webhook, "60-tw-recording-callback.form"),
                    ErrorCode.NOT_FOUND,
                    "The request does not name the number that was called");
            refused(webhook, form("60-tw-recording-callback.form"));
        }
        assertThat(bot.conversations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "completed, machine_end_beep",
        "no-answer, ''",
        "busy, ''",
        "failed, ''",
        "in-progress, human",
        "completed, unknown"
    })
    void aCallOfTheBusinessIsNoted(String status, String answeredBy) {
        bot = TwilioBot.create("outbound_call", Map.of());
        String form = form("61-tw-outbound-answered-by.form")
                .replace("CallStatus=completed", "CallStatus=" + status)
                .replace("machine_end_beep", answeredBy);
        assertThat(Twiml.parse(bot.post(STATUS, form).statusCode(200).extract().asString())
                        .names())
                .isEmpty();
        refused(STATUS, form);
        for (String webhook : List.of(VOICE, GATHER)) {
            assertError(
                    bot.post(webhook, form), ErrorCode.NOT_FOUND, "The service does not run calls that a number makes");
            refused(webhook, form);
        }
        assertThat(bot.conversations()).isEmpty();
    }

    /** It names the account and the call, but no number. */
    @Test
    void theAnswerOfAnAnsweringMachineIsNoted() {
        String form = TwilioBot.form(
                "AccountSid", bot.accountSid(), "CallSid", sid, "AnsweredBy", "fax", "MachineDetectionDuration", "900");
        bot.post(STATUS, form).statusCode(200);
        refused(STATUS, form);
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void manyOlderBotsOfAnotherTenantDoNotKeepTheOwnerOut() {
        UUID hostile = UUID.randomUUID();
        Database.update("""
                WITH added AS (
                    INSERT INTO bot (tenant_id, id, name, type, system_prompt, is_active, created_at, updated_at)
                    SELECT ?, ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'Bot', 'inbound_call', '',
                        true, now(), now()
                    FROM generate_series(1, 1001) i
                    RETURNING *
                )
                INSERT INTO bot_channel (tenant_id, bot_id, provider, address, account, credentials, updated_at)
                SELECT tenant_id, id, 'twilio', id::text, ?, '\\x00', now() FROM added
                """, hostile, TwilioBot.FIXTURE_ACCOUNT);
        try {
            bot.post(STATUS, TwilioBot.form("AccountSid", bot.accountSid(), "CallSid", sid, "AnsweredBy", "fax"))
                    .statusCode(200);
        } finally {
            Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", hostile);
        }
    }

    /** The number that one bot calls with may call another bot. The other bot has a call of its own. */
    @Test
    void aCallOfTheBusinessToABotIsNotTheCallOfThatBot() {
        bot.post(STATUS, form("61-tw-outbound-answered-by.form").replace("14155550161", "14155550123"))
                .statusCode(200);
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void jsonIsRefused() {
        String[] file = field.read("62-tw-json-body.http").split("\n\n", 2);
        String[] head = file[0].split("\n");
        var request = given();
        for (int i = 1; i < head.length; i++) {
            String[] header = head[i].split(": ", 2);
            request.header(header[0], header[1]);
        }
        assertError(
                request.body(file[1].strip()).post(head[0].split(" ")[1]).then(),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "This operation does not read a body of this media type");
    }

    /** Every door of a bot for calls on WhatsApp. */
    @ParameterizedTest
    @ValueSource(strings = {"whatsapp_voice", "inbound_call", "ivr"})
    void aCallOnWhatsAppIsTaken(String type) {
        bot = TwilioBot.create(type, Map.of());
        AutomaticAnswers.save(bot.tenant(), bot.id(), "Until six.", "How long?");
        String customer = bot.call(
                        "/api/v1/conversations",
                        Map.of("bot_id", bot.id(), "channel", "whatsapp", "external_id", "+5511987654321"))
                .statusCode(201)
                .extract()
                .path("contact_id");
        PhoneCall call = PhoneCall.from("whatsapp:+551187654321", calledAs("whatsapp:" + bot.phoneNumber()));
        assertThat(call.ring().said()).containsExactly(GREETING);
        assertThat(call.ask("How long?").said()).containsExactly("Until six.");
        call.status("completed", "8").statusCode(200);
        assertThat(call.conversation())
                .containsEntry("channel", "voice")
                .containsEntry("external_id", "+5511987654321")
                .containsEntry("contact_id", customer)
                .containsEntry("status", "completed")
                .containsEntry("duration_seconds", 8);
        for (String webhook : List.of(VOICE, GATHER, STATUS)) {
            refused(webhook, call.form());
        }
    }

    private TwilioBot calledAs(String to) {
        return new TwilioBot(bot.tenant(), bot.id(), bot.accountSid(), bot.authToken(), to);
    }

    private String form(String file) {
        return field.read(file)
                .strip()
                .replace("@CALL@", sid)
                .replace("@ACCOUNT@", bot.accountSid())
                .replace("@TO@", bot.phoneNumber().replace("+", "%2B"));
    }

    private ValidatableResponse post(String target, String file) {
        return bot.post(target, form(file));
    }

    private Twiml told(String target, String file) {
        return Twiml.parse(post(target, file).statusCode(200).extract().asString());
    }

    private static void refused(String webhook, String form) {
        assertError(
                TwilioBot.post(webhook, form, TwilioBot.sign(TwilioBot.PUBLIC_URL + webhook, form, "another token")),
                ErrorCode.INVALID_TOKEN,
                SIGNATURE);
    }

    private Map<String, Object> call() {
        assertThat(bot.conversations()).hasSize(1);
        return bot.conversations().get(0);
    }

    private List<Object> contents() {
        return bot.messages((String) call().get("id")).stream()
                .map(message -> message.get("content"))
                .toList();
    }
}
