package com.callmissed.packaged;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/** The steps of an operator, on the packaged service. */
class KeyRotationIT {
    private static final String OLD = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String NEW = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    private static final String FOREIGN = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=";
    private static final String GAUGE = "callmissed_encryption_previous_key_channels";
    private static final String TOKEN = "access-token-of-the-business-1234";

    private final String bearer = "Bearer " + TestTokens.of(UUID.randomUUID(), "owner");
    private final Map<String, String> environment = new HashMap<>(PackagedApp.production());

    @Test
    void keepsCredentialsThroughARotationAndClosesThemToOtherKeys() {
        String bot;
        try (PackagedApp app = start(OLD, null)) {
            bot = connectedBot(app);
            assertThat(metrics(app)).doesNotContain(GAUGE);
        }
        String before = stored();

        try (PackagedApp app = start(NEW, OLD)) {
            await().until(() -> metrics(app).contains(GAUGE + " 0.0"));
            channel(app, bot).statusCode(200).body("[0].access_token", equalTo("••••1234"));
            assertThat(app.output())
                    .contains(
                            "Moved 1 channel credentials to the current encryption key and format",
                            "No channel credentials need the previous encryption key any more")
                    .doesNotContain(TOKEN, OLD, NEW);
        }
        assertThat(stored()).isNotEqualTo(before);

        try (PackagedApp app = start(NEW, null)) {
            channel(app, bot).statusCode(200).body("[0].access_token", equalTo("••••1234"));
        }
        try (PackagedApp app = start(OLD, FOREIGN)) {
            channel(app, bot).statusCode(500).body("error.code", equalTo("internal_error"));
        }
    }

    private PackagedApp start(String key, String previous) {
        environment.put("CALLMISSED_ENCRYPTION_KEY", key);
        environment.put("CALLMISSED_ENCRYPTION_KEY_PREVIOUS", previous == null ? "" : previous);
        return PackagedApp.start(environment);
    }

    private String connectedBot(PackagedApp app) {
        String bot = given().baseUri(app.baseUri())
                .header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "Shop", "type", "whatsapp", "system_prompt", ""))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        given().baseUri(app.baseUri())
                .header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "phone_number_id", "106540352242922",
                        "access_token", TOKEN,
                        "app_secret", "secret-of-this-test",
                        "verify_token", "verify-of-this-test"))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
        return bot;
    }

    private ValidatableResponse channel(PackagedApp app, String bot) {
        return given().baseUri(app.baseUri())
                .header("Authorization", bearer)
                .get("/api/v1/bots/{id}/channel", bot)
                .then();
    }

    private static String metrics(PackagedApp app) {
        return Management.given(app).get("/q/metrics").asString();
    }

    private String stored() {
        return Database.at(environment.get("DATABASE_URL"))
                .select("SELECT encode(credentials, 'hex') FROM bot_channel")
                .get(0);
    }
}
