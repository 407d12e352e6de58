package com.callmissed.twilio;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.testing.Database;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;
import com.callmissed.testing.Twiml;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static com.callmissed.testing.TwilioBot.GATHER;
import static com.callmissed.testing.TwilioBot.PUBLIC_URL;
import static com.callmissed.testing.TwilioBot.STATUS;
import static com.callmissed.testing.TwilioBot.VOICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Which bot gets a call, and the responses to all other calls. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TwilioWebhookTest {
    private static final String FORM = Fixtures.twilio("voice");

    @Inject
    MeterRegistry registry;

    private TwilioBot bot;

    @BeforeEach
    void connect() {
        bot = TwilioBot.create();
    }

    @ParameterizedTest
    @ValueSource(strings = {VOICE, GATHER, STATUS})
    void refusesWhatNobodyVouchesFor(String webhook) {
        String form = Fixtures.twilio(webhook.equals(STATUS) ? "status-completed" : "gather");
        String right = TwilioBot.sign(PUBLIC_URL + webhook, form, bot.authToken());
        double before = metric(IngestOutcome.BAD_SIGNATURE);

        refused(webhook, form, null);
        refused(webhook, form, "");
        refused(webhook, form, "no signature");
        refused(webhook, form, right.substring(1));
        refused(webhook, form, TwilioBot.sign(PUBLIC_URL + webhook, form, "another token"));
        refused(webhook, form.replace("16505551234", "16505551235"), right);
        refused(webhook, form + "&More=1", right);
        refused(webhook + "?turn=1", form, right);
        refused(webhook, form + "&Broken=%", right);
        refused(webhook, "", TwilioBot.sign(PUBLIC_URL + webhook, "", bot.authToken()));

        assertThat(metric(IngestOutcome.BAD_SIGNATURE)).isGreaterThanOrEqualTo(before + 10);
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void saysThatNoBotHasTheNumber() {
        double before = metric(IngestOutcome.UNKNOWN_NUMBER);
        String other = FORM.replace("14155550123", "14155550199");
        for (String webhook : List.of(VOICE, GATHER, STATUS)) {
            assertError(
                    bot.post(webhook, other),
                    ErrorCode.NOT_FOUND,
                    "No bot with this account has the number that was called");
            refused(webhook, other, TwilioBot.sign(PUBLIC_URL + webhook, other, "another token"));
        }
        assertThat(metric(IngestOutcome.UNKNOWN_NUMBER)).isGreaterThanOrEqualTo(before + 3);
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void refusesOtherAccounts() {
        double before = metric(IngestOutcome.UNKNOWN_NUMBER);
        for (String form : new String[] {
            FORM.replace("AccountSid=AC00", "AccountSid=AC01"),
            FORM.replace("AccountSid=AC00", "AccountSid=%00AC0"),
            FORM.replace("AccountSid", "Account")
        }) {
            refused(VOICE, form, TwilioBot.sign(PUBLIC_URL + VOICE, form, bot.authToken()));
        }
        assertThat(metric(IngestOutcome.UNKNOWN_NUMBER)).isGreaterThanOrEqualTo(before + 3);
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void believesTheConfiguredUrlAndNeverTheRequest() {
        assertError(
                atAnotherHost("http://attacker.example" + VOICE),
                ErrorCode.INVALID_TOKEN,
                "The signature in X-Twilio-Signature is missing or does not match");
        assertThat(bot.conversations()).isEmpty();
        atAnotherHost(PUBLIC_URL + VOICE).statusCode(200);
        assertThat(bot.conversations()).hasSize(1);
    }

    private ValidatableResponse atAnotherHost(String signedUrl) {
        return given().header("Host", "attacker.example")
                .header("X-Forwarded-Host", "attacker.example")
                .header("X-Forwarded-Proto", "http")
                .header("Forwarded", "host=attacker.example")
                .header(TwilioBot.HEADER, TwilioBot.sign(signedUrl, FORM, bot.authToken()))
                .contentType("application/x-www-form-urlencoded")
                .body(FORM)
                .post(VOICE)
                .then();
    }

    @Test
    void believesTheUrlWithoutItsPortAndWithAQueryAsItCame() {
        TwilioBot.post(VOICE, FORM, TwilioBot.sign("http://localhost" + VOICE, FORM, bot.authToken()))
                .statusCode(200);
        String target = VOICE + "?a=%2B+x&b=1&b=2&%C3%BC=";
        bot.post(target, FORM).statusCode(200);
        refused(target, FORM, TwilioBot.sign(PUBLIC_URL + VOICE + "?a=+ x&b=1&b=2&ü=", FORM, bot.authToken()));
        assertThat(bot.conversations()).hasSize(1);
    }

    @Test
    void believesFormsInAnyEncodingAndWithParametersOfTheFuture() {
        String form = FORM.replace("From=%2B1650", "From=%2b%31650")
                + "&New=1&New=2&CallerName=J%C3%B6rg+%22%3C%26%3E&Empty=&=x";
        bot.post(VOICE, form).statusCode(200);
        assertThat(bot.conversations()).hasSize(1).allSatisfy(call -> assertThat(call)
                .containsEntry("external_id", "+16505551234"));
    }

    @Test
    void givesTheCallToTheBotWhoseTokenVerifiesIt() {
        TwilioBot other = TwilioBot.create();
        TwilioBot thief = TwilioBot.create();
        other.post(VOICE, FORM).statusCode(200);
        assertThat(other.conversations()).hasSize(1);
        assertThat(bot.conversations()).isEmpty();
        assertThat(thief.conversations()).isEmpty();
    }

    @Test
    void givesTheCallToTheOldestOfSeveralThatHaveTheToken() {
        UUID tenant = UUID.randomUUID();
        UUID older = TwilioBot.make(tenant, "inbound_call", Map.of());
        TwilioBot younger = TwilioBot.create();
        TwilioBot.connect(younger.tenant(), younger.id(), bot.authToken());
        TwilioBot oldest = TwilioBot.connect(tenant, older, bot.authToken());
        bot.post(VOICE, FORM).statusCode(200);
        assertThat(Stream.of(bot, oldest, younger)
                        .map(each -> each.conversations().size()))
                .containsExactly(1, 0, 0);
    }

    @Test
    void takesTheNewTokenOnly() {
        String old = TwilioBot.sign(PUBLIC_URL + VOICE, FORM, bot.authToken());
        TwilioBot renewed = TwilioBot.connect(bot.tenant(), bot.id(), "rotated-" + UUID.randomUUID());
        refused(VOICE, FORM, old);
        renewed.post(VOICE, FORM).statusCode(200);
    }

    @Test
    void doesNotLetOneUnreadableTokenKeepAnothersCall() {
        TwilioBot other = TwilioBot.create();
        Database.update("UPDATE bot_channel SET credentials = '\\x00'::bytea WHERE tenant_id = ?", bot.tenant());
        try {
            other.post(VOICE, FORM).statusCode(200);
            assertError(bot.post(VOICE, FORM), ErrorCode.NOT_READY, "The call cannot be verified right now");
            assertThat(other.conversations()).hasSize(1);
        } finally {
            Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", bot.tenant());
        }
    }

    @Test
    void refusesAFormThatNamesNoCall() {
        String form = FORM.replaceAll("CallSid=[^&]*&", "");
        for (String webhook : new String[] {VOICE, GATHER, STATUS}) {
            assertInvalid(bot.post(webhook, form), "CallSid", "must have 1 to 64 letters and digits");
        }
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void takesFormsByPostOnly() {
        assertThat(given().get(VOICE).then().extract().statusCode()).isEqualTo(405);
        assertThat(given().contentType("application/json")
                        .body("{}")
                        .post(VOICE)
                        .then()
                        .extract()
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void answersABotThatIsSwitchedOffOrForOtherThingsWithAPoliteSentence() {
        bot.toggle();
        TwilioBot chat = TwilioBot.create("whatsapp", Map.of());
        TwilioBot caller = TwilioBot.create(
                "outbound_call", Map.of("phrases", Map.of("closed", "Leider zu."), "language", "de-DE"));
        for (TwilioBot closed : new TwilioBot[] {bot, chat, caller}) {
            Twiml told = Twiml.parse(
                    closed.post(VOICE, FORM).statusCode(200).extract().asString());
            assertThat(told.names()).containsExactly("Say", "Hangup");
            assertThat(told.said())
                    .containsExactly(
                            closed == caller
                                    ? "Leider zu."
                                    : "Thank you for your call. Nobody can take it right now. Please try again later."
                                            + " Goodbye.");
            assertThat(closed.conversations()).hasSize(1).allSatisfy(call -> assertThat(call)
                    .containsEntry("status", "failed")
                    .containsEntry("message_count", 0));
        }
        assertThat(Twiml.parse(bot.post(GATHER + "?turn=1", Fixtures.twilio("gather"))
                                .extract()
                                .asString())
                        .hangsUp())
                .isTrue();
    }

    /** An earlier version has stored no account. The first call of the bot makes it known. */
    @Test
    void findsABotOfAnEarlierVersionByItsAccount() {
        String recording = Fixtures.twilio("voice").replaceAll("&(To|Called|From|Caller)=[^&]*", "");
        Database.update("UPDATE bot_channel SET account = NULL WHERE tenant_id = ?", bot.tenant());
        refused(STATUS, recording, TwilioBot.sign(PUBLIC_URL + STATUS, recording, bot.authToken()));
        bot.post(VOICE, FORM).statusCode(200);
        bot.post(STATUS, recording).statusCode(200);
        Database.update("UPDATE bot_channel SET account = 'AC9' WHERE tenant_id = ?", bot.tenant());
        bot.post(VOICE, FORM).statusCode(200);
        bot.post(STATUS, recording).statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbound_call", "ivr", "whatsapp_voice"})
    void answersBotsThatTakeCalls(String type) {
        TwilioBot taking = TwilioBot.create(type, Map.of());
        assertThat(Twiml.parse(taking.post(VOICE, FORM).extract().asString()).listens())
                .isTrue();
    }

    private static void refused(String target, String form, String signature) {
        assertError(
                TwilioBot.post(target, form, signature),
                ErrorCode.INVALID_TOKEN,
                "The signature in X-Twilio-Signature is missing or does not match");
    }

    private double metric(IngestOutcome outcome) {
        return registry.get("callmissed.ingest")
                .tag("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT))
                .counter()
                .count();
    }
}
