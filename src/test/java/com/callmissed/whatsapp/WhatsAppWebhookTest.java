package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

/** Which bot gets a payload, and the responses to all other payloads. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppWebhookTest {
    private static final String WEBHOOK = "/api/v1/webhooks/whatsapp";

    @Inject
    MeterRegistry registry;

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void answersTheHandshakeWithTheChallengeAlone() {
        given().queryParam("hub.mode", "subscribe")
                .queryParam("hub.verify_token", bot.verifyToken())
                .queryParam("hub.challenge", "<b>1158201444</b>")
                .get(WEBHOOK)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain"))
                .header("X-Content-Type-Options", "nosniff")
                .body(equalTo("<b>1158201444</b>"));
    }

    @Test
    void leavesAPayloadWithMetaWhileTheSecretCannotBeRead() {
        String number = Long.toString(Math.abs(UUID.randomUUID().getMostSignificantBits()));
        WhatsAppBot unreadable = WhatsAppBot.create(UUID.randomUUID(), number);
        Database.update("UPDATE bot_channel SET credentials = '\\x00' WHERE tenant_id = ?", unreadable.tenant());
        assertError(
                unreadable.post(unreadable.text("16505551234", WhatsAppBot.wamid(), "Hello")),
                ErrorCode.NOT_READY,
                "The payload cannot be verified right now, send it again later");

        WhatsAppBot other = WhatsAppBot.create(UUID.randomUUID(), number);
        other.post(other.text("16505551234", WhatsAppBot.wamid(), "Hello")).statusCode(200);
        assertThat(other.conversations()).hasSize(1);
        Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", unreadable.tenant());
    }

    @Test
    void refusesAWrongVerifyToken() {
        assertError(
                given().queryParam("hub.mode", "subscribe")
                        .queryParam("hub.verify_token", bot.verifyToken() + "x")
                        .queryParam("hub.challenge", "1158201444")
                        .get(WEBHOOK)
                        .then(),
                ErrorCode.PERMISSION_DENIED,
                "The verify token does not match");
    }

    @ParameterizedTest
    @CsvSource({
        "unsubscribe,token,1,hub.mode,must be subscribe",
        ",token,1,hub.mode,must be subscribe",
        "subscribe,,1,hub.verify_token,must not be empty",
        "subscribe,token,,hub.challenge,must have 1 to 256 characters",
        "subscribe,token,TOO_LONG,hub.challenge,must have 1 to 256 characters"
    })
    void asksForACompleteHandshake(String mode, String token, String challenge, String field, String problem) {
        var request = given();
        if (mode != null) {
            request.queryParam("hub.mode", mode);
        }
        if (token != null) {
            request.queryParam("hub.verify_token", token);
        }
        if (challenge != null) {
            request.queryParam("hub.challenge", challenge.replace("TOO_LONG", "1".repeat(257)));
        }
        assertInvalid(request.get(WEBHOOK).then(), field, problem);
    }

    @Test
    void refusesAMissingOrMalformedSignature() {
        byte[] body = Fixtures.whatsApp("text");
        refused(WhatsAppBot.post(body, null));
        refused(WhatsAppBot.post(body, "sha256=xyz"));
        refused(WhatsAppBot.post(
                body, WhatsAppSigner.sign(body, bot.appSecret()).replace("sha256=", "")));
    }

    @Test
    void refusesTamperedBodiesAndForeignSecrets() {
        byte[] body = Fixtures.whatsApp("text");
        String signature = WhatsAppSigner.sign(body, bot.appSecret());
        refused(WhatsAppBot.post(
                new String(body, StandardCharsets.UTF_8)
                        .replace("color", "price")
                        .getBytes(),
                signature));
        refused(WhatsAppBot.post((new String(body, StandardCharsets.UTF_8) + " ").getBytes(), signature));
        refused(WhatsAppBot.post(body, WhatsAppSigner.sign(body, "somebody else's secret")));
    }

    @Test
    void refusesUnsignedRubbish() {
        byte[] rubbish = "}{".getBytes(StandardCharsets.UTF_8);
        refused(WhatsAppBot.post(rubbish, WhatsAppSigner.sign(rubbish, "nobody's secret")));
        byte[] large = " ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        refused(WhatsAppBot.post(large, WhatsAppSigner.sign(large, bot.appSecret())));
    }

    @Test
    void acknowledgesANumberThatNoBotHas() {
        String unknown = bot.text("16505551234", WhatsAppBot.wamid(), "hello")
                .replace(WhatsAppBot.FIXTURE_NUMBER, "404" + System.nanoTime());
        double before = counted(IngestOutcome.UNKNOWN_NUMBER);
        bot.post(unknown).statusCode(200).body(equalTo(""));
        assertThat(counted(IngestOutcome.UNKNOWN_NUMBER)).isEqualTo(before + 1);
        nothingStored(bot);
    }

    @Test
    void journalsAnUnreadablePayload() {
        double before = counted(IngestOutcome.UNREADABLE);
        bot.post("{\"phone_number_id\":\"" + bot.phoneNumberId() + "\", nonsense")
                .statusCode(200);
        bot.post("no JSON and no number " + UUID.randomUUID()).statusCode(200);
        bot.post("").statusCode(200);
        assertThat(counted(IngestOutcome.UNREADABLE)).isEqualTo(before + 3);
        assertThat(outcomes(bot)).containsExactly("unreadable", "unreadable", "unreadable");
        assertThat(bot.conversations()).isEmpty();
    }

    @Test
    void refusesMoreNumbersThanMetaPutsIntoOnePayload() {
        String[] statuses = IntStream.range(0, 1001)
                .mapToObj(i -> "{\"phone_number_id\":\"" + i + "\"}")
                .toArray(String[]::new);
        assertError(
                bot.post(bot.statuses(statuses)),
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The payload names more than 1000 numbers");
        nothingStored(bot);
    }

    @Test
    void triesEverySecretForFewPayloadsAtATime() throws Exception {
        byte[] rubbish = "names no number".getBytes(StandardCharsets.UTF_8);
        String signature = WhatsAppSigner.sign(rubbish, "nobody's secret");
        Map<Integer, Integer> answers = new ConcurrentHashMap<>();
        Thread posts;
        try (Connection other = Database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE bot_channel IN ACCESS EXCLUSIVE MODE");
            posts = new Thread(() -> Parallel.run(12, i -> {
                ValidatableResponse answer = WhatsAppBot.post(rubbish, signature);
                return answers.merge(answer.extract().statusCode(), 1, Integer::sum);
            }));
            posts.start();
            await().until(() -> answers.getOrDefault(503, 0) == 4);
            other.rollback();
        }
        posts.join();
        assertThat(answers).isEqualTo(Map.of(503, 4, 401, 8));
        refused(WhatsAppBot.post(rubbish, signature));
    }

    @Test
    void letsTheSignatureDecideBetweenTwoTenants() {
        WhatsAppBot other = WhatsAppBot.create();
        assertThat(other.phoneNumberId()).isEqualTo(bot.phoneNumberId());
        bot.post(Fixtures.whatsApp("text")).statusCode(200);
        nothingStored(other);
        other.post(Fixtures.whatsApp("image")).statusCode(200);
        assertThat(bot.messages("+16505551234"))
                .extracting("content")
                .containsExactly("Does it come in another color?");
        assertThat(other.messages("+16505551234")).extracting("content").containsExactly("The box arrived open");
        assertThat(outcomes(bot)).containsExactly("processed");
        assertThat(outcomes(other)).containsExactly("processed");
    }

    @Test
    void keepsTheNumbersOfOnePayloadApart() {
        WhatsAppBot unrelated = WhatsAppBot.create(UUID.randomUUID(), "77" + System.nanoTime());
        String both = new FieldCase()
                .read("35-wa-two-numbers-one-payload.json")
                .replace("@SECOND@", unrelated.phoneNumberId());
        bot.post(both).statusCode(200);
        assertThat(bot.messages("+16505550135")).extracting("content").containsExactly("to number one");
        nothingStored(unrelated);
    }

    @Test
    void takesNoCredentialAndNoOtherMethodOrType() {
        byte[] body = Fixtures.whatsApp("text");
        given().header("Authorization", "Bearer nonsense")
                .header(WhatsAppSigner.HEADER, WhatsAppSigner.sign(body, bot.appSecret()))
                .contentType("application/json; charset=utf-8")
                .body(body)
                .post(WEBHOOK)
                .then()
                .statusCode(200);
        given().contentType("text/plain").body("x").post(WEBHOOK).then().statusCode(415);
        given().delete(WEBHOOK).then().statusCode(405);
    }

    private void refused(ValidatableResponse answer) {
        assertError(
                answer, ErrorCode.INVALID_TOKEN, "The signature in X-Hub-Signature-256 is missing or does not match");
        nothingStored(bot);
    }

    private void nothingStored(WhatsAppBot bot) {
        assertThat(outcomes(bot)).isEmpty();
        assertThat(bot.conversations()).isEmpty();
    }

    private double counted(IngestOutcome outcome) {
        return registry.get("callmissed.ingest")
                .tag("outcome", outcome.name().toLowerCase())
                .counter()
                .count();
    }

    private List<String> outcomes(WhatsAppBot bot) {
        return JournalRows.outcomes(bot.tenant());
    }
}
