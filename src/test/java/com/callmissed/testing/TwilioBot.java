package com.callmissed.testing;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

/** A bot with a phone number in a fresh tenant, created over the API, and Twilio's side of its webhooks. */
public record TwilioBot(UUID tenant, UUID id, String accountSid, String authToken, String phoneNumber) {
    public static final String HEADER = "X-Twilio-Signature";
    public static final String VOICE = "/api/v1/webhooks/twilio/voice";
    public static final String GATHER = "/api/v1/webhooks/twilio/gather";
    public static final String STATUS = "/api/v1/webhooks/twilio/status";

    /** What every fixture names. */
    public static final String FIXTURE_ACCOUNT = "AC00000000000000000000000000000001";

    public static final String FIXTURE_NUMBER = "+14155550123";

    /** The default public URL. Its port is not the one that tests use. */
    public static final String PUBLIC_URL = "http://localhost:8080";

    /** A bot that takes calls under the number of the fixtures, with an auth token of its own. */
    public static TwilioBot create() {
        return create(Map.of());
    }

    public static TwilioBot create(Map<String, Object> config) {
        return create("inbound_call", config);
    }

    public static TwilioBot create(String type, Map<String, Object> config) {
        UUID tenant = UUID.randomUUID();
        return connect(tenant, make(tenant, type, config), "token-" + UUID.randomUUID());
    }

    /** Gives a bot of the tenant the number of the fixtures. */
    public static TwilioBot connect(UUID tenant, UUID bot, String authToken) {
        as(tenant)
                .body(Map.of("account_sid", FIXTURE_ACCOUNT, "auth_token", authToken, "phone_number", FIXTURE_NUMBER))
                .put("/api/v1/bots/{id}/channel", bot.toString())
                .then()
                .statusCode(200);
        return new TwilioBot(tenant, bot, FIXTURE_ACCOUNT, authToken, FIXTURE_NUMBER);
    }

    public static UUID make(UUID tenant, String type, Map<String, Object> config) {
        String id = as(tenant)
                .body(Map.of("name", "Front desk", "type", type, "system_prompt", "", "config", config))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return UUID.fromString(id);
    }

    /** Posts exactly this form to {@code target}, a path with its query, signed with the bot's auth token. */
    public ValidatableResponse post(String target, String form) {
        return post(target, form, sign(PUBLIC_URL + target, form, authToken));
    }

    /** Posts with any value as the signature; null for no header. */
    public static ValidatableResponse post(String target, String form, String signature) {
        var request = given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .urlEncodingEnabled(false)
                .contentType("application/x-www-form-urlencoded")
                .body(form);
        return (signature == null ? request : request.header(HEADER, signature))
                .post(target)
                .then();
    }

    /** Signs like Twilio's own libraries. */
    public static String sign(String url, String form, String authToken) {
        Map<String, TreeSet<String>> parameters = new TreeMap<>();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters
                    .computeIfAbsent(URLDecoder.decode(parts[0], UTF_8), name -> new TreeSet<>())
                    .add(parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
        }
        StringBuilder signed = new StringBuilder(url);
        parameters.forEach(
                (name, values) -> values.forEach(value -> signed.append(name).append(value)));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authToken.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A form of these parameters, names and values in turn. */
    public static String form(String... parameters) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(parameters[i], UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], UTF_8));
        }
        return form.toString();
    }

    /** The tenant's conversations as the API lists them. */
    public List<Map<String, Object>> conversations() {
        return get("/api/v1/conversations?limit=500").getList("$");
    }

    /** The whole thread, oldest first. */
    public List<Map<String, Object>> messages(String conversation) {
        return get("/api/v1/conversations/" + conversation + "/messages").getList("$");
    }

    public JsonPath get(String path) {
        return as(tenant).get(path).then().statusCode(200).extract().jsonPath();
    }

    public ValidatableResponse call(String path, Object body) {
        return as(tenant).body(body).post(path).then();
    }

    /** Switches the bot off or on. */
    public void toggle() {
        as(tenant).post("/api/v1/bots/{id}/toggle", id.toString()).then().statusCode(200);
    }

    private static io.restassured.specification.RequestSpecification as(UUID tenant) {
        return given().auth()
                .preemptive()
                .oauth2(TestTokens.of(tenant, "owner"))
                .contentType(ContentType.JSON);
    }
}
