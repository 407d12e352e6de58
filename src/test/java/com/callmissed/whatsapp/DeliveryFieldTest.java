package com.callmissed.whatsapp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.lessThan;

/** Deliveries of Meta that come twice, late, in other forms, or after a bot has changed. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DeliveryFieldTest {
    private static final String WEBHOOK = "/api/v1/webhooks/whatsapp";
    private static final int MEGABYTE = 1 << 20;
    private static final String CUSTOMER = "+16505550145";

    private final FieldCase field = new FieldCase();
    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void aPayloadThatComesAgainAfterAnAnswerChangesNothing() {
        String payload = field.read("45-wa-duplicate-redelivery.json");
        bot.post(payload).statusCode(200);
        ConnectedBot chat = new ConnectedBot(
                bot, CUSTOMER, (String) bot.conversation(CUSTOMER).get("id"));
        chat.reply("Noted");
        chat.complete();
        Database.update("DELETE FROM autoreply_turn WHERE tenant_id = ?", bot.tenant());

        bot.post(payload).statusCode(200);

        assertThat(bot.messages(CUSTOMER))
                .extracting("content")
                .containsExactly("delivered twice, hours apart", "Noted");
        assertThat(bot.conversation(CUSTOMER)).containsEntry("status", "completed");
        assertThat(chat.isAsked()).isFalse();
    }

    @Test
    void onePayloadAtOnceIsOneMessageWithOneQuestion() {
        String payload = field.read("77-wa-duplicate-at-once.json");
        assertThat(Parallel.run(8, i -> bot.post(payload).extract().statusCode()))
                .hasSize(8)
                .containsOnly(200);
        assertThat(bot.messages("+16505551450")).extracting("content").containsExactly("eight deliveries at once");
        assertThat(bot.conversation("+16505551450")).containsEntry("message_count", 1);
        assertThat(Database.column("SELECT asked_seq FROM autoreply_turn WHERE tenant_id = ?", bot.tenant()))
                .containsExactly("1");
    }

    /** Both have registered the number of one app. */
    @Test
    void eachTenantOfANumberHasTheMessageOnce() {
        WhatsAppBot other = WhatsAppBot.create();
        channel(other.tenant(), other.id().toString(), bot.appSecret());
        String payload = field.read("46-wa-one-wamid-two-tenants.json");
        bot.post(payload).statusCode(200);
        bot.post(payload).statusCode(200);
        for (WhatsAppBot each : List.of(bot, other)) {
            assertThat(each.messages("+16505550146"))
                    .extracting("content")
                    .containsExactly("same payload, two tenants with one number and one secret");
        }
    }

    @Test
    void aDeletedBotStoresNothingAndKeepsItsConversations() {
        bot = WhatsAppBot.create(UUID.randomUUID(), "81" + System.nanoTime());
        ConnectedBot chat = ConnectedBot.written(bot, "+16505550999", "before");
        as(bot.tenant()).delete("/api/v1/bots/{id}", bot.id().toString()).then().statusCode(204);
        bot.post(field.read("81-wa-deleted-bot.json").replace(WhatsAppBot.FIXTURE_NUMBER, bot.phoneNumberId()))
                .statusCode(200);
        assertThat(bot.conversations()).singleElement().satisfies(thread -> assertThat(thread)
                .containsEntry("bot_name", ""));
        assertThat(chat.messages()).hasSize(1);
    }

    @Test
    void aNumberThatMovedReachesItsNewBotOnly() {
        UUID next = UUID.fromString(as(bot.tenant())
                .body(Map.of("name", "Next", "type", "whatsapp", "system_prompt", ""))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
        as(bot.tenant())
                .delete("/api/v1/bots/{id}/channel", bot.id().toString())
                .then()
                .statusCode(204);
        channel(bot.tenant(), next.toString(), bot.appSecret());
        bot.post(field.read("82-wa-number-moved.json")).statusCode(200);
        assertThat(bot.conversations()).singleElement().satisfies(thread -> assertThat(thread)
                .containsEntry("bot_id", next.toString()));
    }

    @Test
    void onlyTheNewSecretCountsAfterAChange() {
        byte[] payload = field.read("83-wa-secret-rotated.json").getBytes(StandardCharsets.UTF_8);
        String secret = "secret-" + UUID.randomUUID();
        channel(bot.tenant(), bot.id().toString(), secret);
        ErrorEnvelope.assertError(
                bot.post(payload),
                ErrorCode.INVALID_TOKEN,
                "The signature in X-Hub-Signature-256 is missing or does not match");
        assertThat(JournalRows.outcomes(bot.tenant())).isEmpty();
        assertThat(bot.conversations()).isEmpty();
        WhatsAppBot.post(payload, WhatsAppSigner.sign(payload, secret)).statusCode(200);
        assertThat(bot.messages("+16505550183")).extracting("content").containsExactly("signed with the new secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=UTF-8", "Application/JSON"})
    void takesJsonInAnySpelling(String type) {
        raw(payload(), type, null).then().statusCode(200);
        assertThat(bot.messages("+16505550184")).extracting("content").containsExactly("content type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=UTF-16",
                "json",
                "/",
                "*/*"
            })
    void refusesOtherTypes(String type) {
        raw(payload(), type, null).then().statusCode(lessThan(500));
        assertThat(bot.conversations()).hasSizeLessThan(2);
    }

    private byte[] payload() {
        return field.read("84-wa-content-types.json").replace("@N@", "1").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void refusesACompressedBodyWithAValidSignature() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(field.read("85-wa-gzip.json").getBytes(StandardCharsets.UTF_8));
        }
        ErrorEnvelope.assertError(
                raw(compressed.toByteArray(), "application/json", "gzip").then(),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "This operation does not read a body of this media type");
        assertThat(JournalRows.outcomes(bot.tenant())).isEmpty();
    }

    /** The sizes that 86-wa-large.json names. */
    @Test
    void takesLargePayloadsUpToTheLimit() {
        assertThat(field.read("86-wa-large.json")).contains("one text of 3.9 MB", "1 000 messages", "4.1 MB");
        bot = WhatsAppBot.create(UUID.randomUUID(), "86" + System.nanoTime());
        bot.post(bot.text("16505550186", WhatsAppBot.wamid(), "x".repeat(39 * MEGABYTE / 10)))
                .statusCode(200);
        bot.post(bot.payload(IntStream.range(0, 1000)
                        .mapToObj(i -> WhatsAppBot.message(
                                "16505550186", WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + i + "\"}"))
                        .toArray(String[]::new)))
                .statusCode(200);
        assertThat(bot.post(bot.text("16505550186", WhatsAppBot.wamid(), "x".repeat(41 * MEGABYTE / 10)))
                        .extract()
                        .statusCode())
                .isEqualTo(413);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> bot.conversation("+16505550186").get("message_count"), Integer.valueOf(1001)::equals);
        assertThat(bot.messages("+16505550186")).hasSize(1001);
    }

    private io.restassured.response.Response raw(byte[] body, String type, String coding) {
        RequestSpecification request = RestAssured.given()
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(type, io.restassured.http.ContentType.TEXT)))
                .header("Content-Type", type)
                .header(WhatsAppSigner.HEADER, WhatsAppSigner.sign(body, bot.appSecret()))
                .body(body);
        return (coding == null ? request : request.header("Content-Encoding", coding)).post(WEBHOOK);
    }

    private static void channel(UUID tenant, String bot, String secret) {
        as(tenant)
                .body(Map.of(
                        "phone_number_id",
                        WhatsAppBot.FIXTURE_NUMBER,
                        "access_token",
                        "token-" + UUID.randomUUID(),
                        "app_secret",
                        secret,
                        "verify_token",
                        "verify-" + UUID.randomUUID()))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification as(UUID tenant) {
        return RestAssured.given()
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(tenant, "owner"))
                .contentType("application/json");
    }
}
