package com.callmissed.bot;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BotChannelTest {
    private static final String CHANNEL = "/api/v1/bots/{id}/channel";
    private static final String ACCESS_TOKEN = "access-token-of-the-business-1234";
    private static final String APP_SECRET = "app-secret-of-the-business-5678";
    private static final String VERIFY_TOKEN = "sixteen-chars-ok";

    private final Api api = Api.ofFreshTenant();
    private final String number = String.valueOf(Math.abs(UUID.randomUUID().getMostSignificantBits()));

    @Test
    void forgetsTheCredentialsWhenTheyAreRemoved() {
        String bot = api.createBot("Bot");
        connect(bot, number).then().statusCode(200);

        api.as().delete(CHANNEL, bot).then().statusCode(204);
        api.as().get(CHANNEL, bot).then().statusCode(200).body("$", hasSize(0));
        api.as().delete(CHANNEL, bot).then().statusCode(204);
        connect(api.createBot("Another bot"), number).then().statusCode(200);
    }

    @Test
    void showsSecretsMaskedAndKeepsThemEncrypted() {
        String bot = api.createBot("Bot");

        connect(bot, number)
                .then()
                .statusCode(200)
                .body(
                        "provider", equalTo("whatsapp"),
                        "phone_number_id", equalTo(number),
                        "access_token", equalTo("••••1234"),
                        "app_secret", equalTo("••••5678"),
                        "verify_token", equalTo("••••s-ok"));
        String shown =
                api.as().get(CHANNEL, bot).then().statusCode(200).extract().asString();
        String stored = String.join(
                "",
                Database.column(
                        "SELECT encode(credentials, 'escape') || encode(verify_token_hash, 'escape') FROM bot_channel"
                                + " WHERE tenant_id = ?",
                        api.tenant()));

        assertThat(shown + stored).doesNotContain(ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN);
        assertThat(stored).isNotEmpty();
    }

    @Test
    void letsTwoTenantsButNotTwoBotsOfOneClaimANumber() {
        connect(api.createBot("Bot"), number).then().statusCode(200);
        connect(api.createBot("Second"), number)
                .then()
                .statusCode(409)
                .body(
                        "error.code",
                        equalTo("conflict"),
                        "error.message",
                        equalTo("Another bot is connected to this number"));
        Api other = Api.ofFreshTenant();
        other.as()
                .body(credentials(number))
                .put(CHANNEL, other.createBot("Theirs"))
                .then()
                .statusCode(200);
    }

    @Test
    void forgetsTheCredentialsOfADeletedBot() {
        String bot = api.createBot("Bot");
        connect(bot, number);
        api.as().delete("/api/v1/bots/{id}", bot).then().statusCode(204);
        assertThat(Database.column("SELECT address FROM bot_channel WHERE tenant_id = ?", api.tenant()))
                .isEmpty();
        api.as().get(CHANNEL, bot).then().statusCode(404);
        connect(bot, number).then().statusCode(404);
    }

    @Test
    void keepsOneConnectionForEachProvider() {
        String bot = api.createBot("Bot");
        connect(bot, number);
        api.as()
                .body(Map.of(
                        "account_sid",
                        "AC1",
                        "auth_token",
                        "token-of-the-account-9999",
                        "phone_number",
                        "+14155550123"))
                .put(CHANNEL, bot)
                .then()
                .statusCode(200)
                .body("auth_token", equalTo("••••9999"), "phone_number", equalTo("+14155550123"));
        api.as().get(CHANNEL, bot).then().body("$", hasSize(2), "provider", hasItems("whatsapp", "twilio"));
    }

    @Test
    void namesMissingAndForeignFields() {
        String bot = api.createBot("Bot");
        api.as()
                .body(Map.of("phone_number_id", number, "access_token", "a", "auth_token", "auth-token-of-tests"))
                .put(CHANNEL, bot)
                .then()
                .statusCode(422)
                .body("error.details.field", equalTo(List.of("app_secret", "verify_token", "auth_token")))
                .body(
                        "error.details.message",
                        equalTo(List.of("is missing", "is missing", "belongs to another provider")));
        api.as()
                .body(Map.of(
                        "phone_number_id",
                        "12a",
                        "access_token",
                        "a b",
                        "app_secret",
                        "fifteen-letters",
                        "verify_token",
                        "v"))
                .put(CHANNEL, bot)
                .then()
                .statusCode(422)
                .body(
                        "error.details.message",
                        hasItems(
                                "must be 1 to 32 digits",
                                "must be 1 to 1024 characters of ASCII without spaces",
                                "must have a length of 16 to 256"));
    }

    private io.restassured.response.Response connect(String bot, String phoneNumberId) {
        return api.as().body(credentials(phoneNumberId)).put(CHANNEL, bot);
    }

    private static Map<String, String> credentials(String phoneNumberId) {
        return Map.of(
                "phone_number_id", phoneNumberId,
                "access_token", ACCESS_TOKEN,
                "app_secret", APP_SECRET,
                "verify_token", VERIFY_TOKEN);
    }
}
