package com.callmissed.packaged;

import java.util.HashMap;
import java.util.List;
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

/** The steps of an operator who changes the encryption key and the pepper, on the packaged service. */
class KeyRotationIT {
    private static final String OLD = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String NEW = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    private static final String FOREIGN = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=";
    private static final String GAUGE = "callmissed_encryption_previous_key_channels";
    private static final String OLD_PEPPER = "the old pepper is only used in tests";
    private static final String NEW_PEPPER = "the new pepper is only used in tests";
    private static final String TOKEN = "access-token-of-the-business-1234";

    private final String bearer = "Bearer " + TestTokens.of(UUID.randomUUID(), "owner");
    private final Map<String, String> environment = new HashMap<>(PackagedApp.production());

    @Test
    void keepsCredentialsAndKeysThroughARotationAndClosesThemToOthers() {
        String bot;
        String used;
        String unused;
        try (PackagedApp app = start(OLD, null, OLD_PEPPER, null)) {
            bot = connectedBot(app);
            used = createdKey(app);
            unused = createdKey(app);
            assertThat(metrics(app)).doesNotContain(GAUGE, "callmissed_pepper");
        }
        String before = stored();

        try (PackagedApp app = start(NEW, OLD, NEW_PEPPER, OLD_PEPPER)) {
            await().until(() -> metrics(app).contains("callmissed_pepper_previous_keys 2.0"));
            list(app, used).statusCode(200);
            await().until(() -> peppers().equals("2"));
            PackagedApp.Result finish = PackagedApp.run(environment, "admin", "pepper", "finish", "--yes");
            assertThat(finish.exitCode()).as(finish.output()).isZero();
            assertThat(finish.output()).contains("key.rehash: 1 changed").doesNotContain(OLD_PEPPER, NEW_PEPPER);
            await().until(() -> metrics(app).contains("callmissed_pepper_previous_channels 0.0"));
            await().until(() -> metrics(app).contains(GAUGE + " 0.0"));
            channel(app, bot).statusCode(200).body("[0].access_token", equalTo("••••1234"));
            assertThat(app.output())
                    .contains(
                            "Moved 1 channel credentials to the current encryption key and format",
                            "No channel credentials need the previous encryption key any more")
                    .contains("2 API keys may still need the previous pepper")
                    .doesNotContain(TOKEN, OLD, NEW, OLD_PEPPER, NEW_PEPPER);
        }
        assertThat(stored()).isNotEqualTo(before);

        try (PackagedApp app = start(NEW, null, NEW_PEPPER, null)) {
            channel(app, bot).statusCode(200).body("[0].access_token", equalTo("••••1234"));
            list(app, used).statusCode(200);
            list(app, unused).statusCode(200);
            handshake(app).statusCode(200);
        }
        try (PackagedApp app = start(OLD, FOREIGN, OLD_PEPPER, null)) {
            channel(app, bot).statusCode(500).body("error.code", equalTo("internal_error"));
            list(app, used).statusCode(401).body("error.code", equalTo("invalid_api_key"));
            list(app, unused).statusCode(401).body("error.code", equalTo("invalid_api_key"));
            handshake(app).statusCode(403);
        }
    }

    private PackagedApp start(String key, String previous, String pepper, String previousPepper) {
        environment.put("CALLMISSED_KEY_PEPPER", pepper);
        environment.put("CALLMISSED_KEY_PEPPER_PREVIOUS", previousPepper == null ? "" : previousPepper);
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

    private String createdKey(PackagedApp app) {
        return given().baseUri(app.baseUri())
                .header("Authorization", bearer)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "Partner", "scopes", List.of("bots:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    private static ValidatableResponse list(PackagedApp app, String key) {
        return given().baseUri(app.baseUri())
                .header("Authorization", "Bearer " + key)
                .get("/api/v1/bots")
                .then();
    }

    private static ValidatableResponse handshake(PackagedApp app) {
        return given().baseUri(app.baseUri())
                .queryParam("hub.mode", "subscribe")
                .queryParam("hub.verify_token", "verify-of-this-test")
                .queryParam("hub.challenge", "42")
                .get("/api/v1/webhooks/whatsapp")
                .then();
    }

    /** How many different peppers the keys name. */
    private String peppers() {
        return Database.at(environment.get("DATABASE_URL"))
                .select("SELECT count(DISTINCT pepper_id) FROM api_key")
                .get(0);
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
