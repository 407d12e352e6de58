package com.callmissed.http;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ApiContract;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RequestMetricsTest {
    private static final Pattern URI = Pattern.compile("http_server_requests_seconds_count\\{.*uri=\"([^\"]*)\".*");
    private static final List<String> NO_PATH = List.of("NOT_FOUND", "/UNMATCHED", "root", "/ws/conversations");

    private final Api api = Api.ofFreshTenant();

    @Test
    void countsRequestsByOperationAndOutcome() {
        String conversation = api.openConversation(api.createBot("Ada"));
        api.as().get("/api/v1/conversations/{id}", conversation).then().statusCode(200);
        api.as().get("/api/v1/conversations/{id}", UUID.randomUUID()).then().statusCode(404);
        given().get("/api/v1/conversations/{id}", conversation).then().statusCode(401);
        given().get("/ws/conversations").then().statusCode(400);

        assertThat(metrics())
                .contains(
                        "{method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/api/v1/conversations/{id}\"}",
                        "{method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"401\",uri=\"/api/v1/conversations/{id}\"}",
                        "{method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"404\",uri=\"",
                        "{method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"400\",uri=\"/ws/conversations\"}");
    }

    @Test
    void putsNothingThatNamesAnybodyIntoALabel() {
        String number = Api.randomNumber();
        String token = TestTokens.of(api.tenant(), "owner");
        String bot = api.createBot("Ada");
        String conversation = api.openConversation(bot, "whatsapp", number);
        String path = "/api/v1/conversations/" + conversation;
        api.as()
                .body("x".repeat(1024 * 1024 + 1))
                .post(path + "/messages")
                .then()
                .statusCode(413);
        api.as().body("{").put(path + "/status").then().statusCode(400);
        api.as().queryParam("q", "\0").get(path).then().statusCode(422);
        api.as().patch(path).then().statusCode(405);
        api.as().options(path).then().statusCode(204);
        api.as().head(path).then().statusCode(200);
        api.as().accept("text/csv").get(path).then().statusCode(406);
        given().get("/api/v1/conversations/" + number + "/x/" + token).then().statusCode(404);
        given().get("/" + token).then().statusCode(404);
        given().get("/ws/conversations?token=" + token);
        given().get("/ws/" + token);
        given().header("Authorization", "Bearer cm_live_wrong").get(path).then().statusCode(401);
        RawHttp.send("GET " + path + "/%zz HTTP/1.1");
        RawHttp.send("GET " + path + "?q=" + "a".repeat(9_000) + " HTTP/1.1");
        RawHttp.send("POST " + path + " HTTP/1.1", Map.of("Content-Length", "99999999"), new byte[0]);
        RawHttp.send("X" + api.tenant() + " /api/v1/bots HTTP/1.1");

        String metrics = metrics();
        assertThat(metrics)
                .doesNotContain(
                        api.tenant().toString(),
                        conversation,
                        bot,
                        number,
                        number.substring(1),
                        token,
                        "cm_live_wrong");
        List<String> templates = ApiContract.of("http://localhost:" + RestAssured.port).operations().stream()
                .map(ApiContract.Operation::template)
                .toList();
        Matcher uri = URI.matcher(metrics);
        while (uri.find()) {
            assertThat(templates.contains(uri.group(1))
                            || NO_PATH.contains(uri.group(1))
                            || uri.group(1).contains("/probe"))
                    .as(uri.group())
                    .isTrue();
        }
    }

    private static String metrics() {
        return Management.given()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
