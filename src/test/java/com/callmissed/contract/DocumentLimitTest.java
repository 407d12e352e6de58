package com.callmissed.contract;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

/** The limits of contract section 4 on metadata of conversations and config of bots. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DocumentLimitTest {
    private static final int LIMIT = 16 * 1024;
    private static final String TOO_LARGE = "must have at most 16384 bytes of JSON";
    private static final String NOT_KEPT = "must be a finite number whose digits can be kept";

    private final Api api = Api.ofFreshTenant();
    private String bot;

    @BeforeEach
    void createBot() {
        bot = api.createBot("Shop");
    }

    enum Place {
        METADATA("metadata") {
            @Override
            Response post(DocumentLimitTest test, String document) {
                return test.api
                        .as()
                        .body("""
                        {"bot_id":"%s","channel":"whatsapp","external_id":"%s","metadata":%s}
                        """.formatted(test.bot, Api.randomNumber(), document))
                        .post("/api/v1/conversations");
            }
        },
        CONFIG("config") {
            @Override
            Response post(DocumentLimitTest test, String document) {
                return test.api
                        .as()
                        .body("{\"name\":\"b\",\"type\":\"ivr\",\"config\":" + document + "}")
                        .post("/api/v1/bots");
            }
        },
        REPLACED_CONFIG("config") {
            @Override
            Response post(DocumentLimitTest test, String document) {
                return test.api
                        .as()
                        .body("{\"name\":\"b\",\"config\":" + document + "}")
                        .put("/api/v1/bots/" + test.bot);
            }
        };

        final String field;

        Place(String field) {
            this.field = field;
        }

        abstract Response post(DocumentLimitTest test, String document);
    }

    @ParameterizedTest
    @EnumSource
    void takesWhatIsAsLargeAsTheLimitAndNoMore(Place place) {
        String limit = "{\"a\":\"" + "é".repeat((LIMIT - 8) / 2) + "\"}";
        assertThat(limit.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSize(LIMIT);

        place.post(this, limit).then().statusCode(place == Place.REPLACED_CONFIG ? 200 : 201);
        assertInvalid(place.post(this, limit.replace("\"}", "x\"}")).then(), place.field, TOO_LARGE);
        assertInvalid(
                place.post(this, "{\"a\":\"" + "x".repeat(900_000) + "\"}").then(), place.field, TOO_LARGE);
    }

    /** Spaces between values are not stored, so they do not count. */
    @Test
    void countsNoSpaces() {
        Place.METADATA.post(this, "{\"a\":" + " ".repeat(LIMIT) + "1}").then().statusCode(201);
    }

    /** The database writes a number without an exponent. */
    @Test
    void countsTheDigitsOfANumber() {
        String numbers = "1e300,".repeat(50) + "1e100"; // 50 * 301 + 50 + 101 digits and commas
        int rest = LIMIT - "{\"a\":[],\"b\":\"\"}".length() - (50 * 302 + 101);
        String limit = "{\"a\":[" + numbers + "],\"b\":\"" + "x".repeat(rest) + "\"}";

        Response stored = Place.METADATA.post(this, limit);
        stored.then().statusCode(201);
        assertThat(stored.asString().replace(" ", "")).contains("1" + "0".repeat(300) + ",1" + "0".repeat(300));
        assertInvalid(Place.METADATA.post(this, limit.replace("\"}", "x\"}")).then(), "metadata", TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheDigitsOfNumbers(Place place) {
        String numbers =
                "[123456789012345678901234567890, 0.1000, 12345678901234567890.12345678901234567890, -7, 10.50," + " 0."
                        + "0".repeat(399) + "1]";
        String sent = "{\"n\": " + numbers.replace("0." + "0".repeat(399) + "1", "1e-400") + "}";

        Response stored = place.post(this, sent);
        String kept = "{\"n\": " + numbers + "}";
        String path = stored.jsonPath().getString("name") == null ? "/api/v1/conversations/" : "/api/v1/bots/";

        assertThat(stored.asString()).contains(kept);
        assertThat(api.as().get(path + stored.path("id")).asString()).contains(kept);
        assertThat(api.as().get(path).asString()).contains(kept);
        if (place == Place.METADATA) {
            assertThat(api.as().get("/api/v1/events").asString()).contains(kept);
        }
    }

    @Test
    void keepsTheDigitsOfAKnownConversation() {
        String customer = Api.randomNumber();
        String body =
                "{\"bot_id\":\"%s\",\"channel\":\"whatsapp\",\"external_id\":\"%s\",\"metadata\":{\"price\":0.1000}}"
                        .formatted(bot, customer);

        api.as().body(body).post("/api/v1/conversations").then().statusCode(201);
        Response known = api.as().body(body).post("/api/v1/conversations");

        known.then().statusCode(200);
        assertThat(known.asString()).contains("{\"price\": 0.1000}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e99999999999", "1e-99999999999", "1e-16384"})
    void refusesNumbersThatItCannotKeep(String number) {
        for (Place place : Place.values()) {
            assertInvalid(place.post(this, "{\"a\":[0," + number + "]}").then(), place.field + ".a[1]", NOT_KEPT);
        }
    }

    @Test
    void refusesNumbersOfMoreThanAThousandCharacters() {
        String digits = "1" + "0".repeat(999);
        assertInvalid(Place.METADATA.post(this, "{\"a\":" + digits + "}").then(), "metadata.a", NOT_KEPT);
        String fraction = "0." + "1".repeat(998);
        Place.METADATA.post(this, "{\"a\":" + fraction + "}").then().statusCode(201);
        assertInvalid(
                Place.METADATA.post(this, "{\"a\":" + fraction + "1}").then(),
                "metadata.a",
                "must be a number of at most 1000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "true", "\"x\"", "\"\""})
    void refusesWhatIsNoObject(String value) {
        for (Place place : Place.values()) {
            assertInvalid(place.post(this, value).then(), place.field, "must be an object");
        }
    }

    @Test
    void storesNoDocumentForNull() {
        Response opened = Place.METADATA.post(this, "null");
        opened.then().statusCode(201);
        assertThat(opened.asString()).contains("\"metadata\":null,");
    }
}
