package com.callmissed.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.LoggedLines;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AccessLogTest {
    private static final String LOGGER = "com.callmissed.http.filter.AccessLog";
    private static final String NOBODY = " tenant=- caller=-";

    @TestHTTPResource
    URI base;

    private final Api api = Api.ofFreshTenant();
    private final LoggedLines logged = LoggedLines.of(LOGGER);
    private final String request = "access-" + UUID.randomUUID();
    private final String caller = " tenant=" + api.tenant() + " caller=user";

    @AfterEach
    void close() {
        logged.close();
    }

    @Test
    void hasOneLineForARequestWithTheOperationAndTheCaller() {
        given().header("Authorization", "Bearer " + TestTokens.of(api.tenant(), "owner"))
                .header("X-Request-Id", request)
                .get("/api/v1/conversations/{id}", api.openConversation(api.createBot("Ada")))
                .then()
                .statusCode(200);

        String line = line(request);
        assertThat(line)
                .matches(LOGGER + " access method=GET route=/api/v1/conversations/\\{id} status=200"
                        + " seconds=\\d+\\.\\d{6} bytes=\\d{3,} request=" + request + caller);
        assertThat(logged.lines().stream().filter(other -> other.contains(request)))
                .containsExactly(line);
    }

    @Test
    void namesTheKindOfCredential() {
        String key = api.as()
                .body(Map.of("name", "log", "scopes", List.of("conversations:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
        given().header("Authorization", "Bearer " + key)
                .header("X-Request-Id", request)
                .get("/api/v1/conversations")
                .then()
                .statusCode(200);
        assertThat(line(request)).endsWith(" tenant=" + api.tenant() + " caller=api_key");
    }

    @Test
    void showsARequestThatReachesNoOperation() {
        get("/api/v1/conversations/x/y/z");
        assertThat(line(request)).contains("route=/UNMATCHED status=404 ").endsWith(NOBODY);
    }

    @Test
    void showsARequestWhosePathCannotBeRead() {
        RawHttp.send("GET /api/%zz HTTP/1.1", Map.of("X-Request-Id", request), new byte[0]);
        assertThat(line(request)).contains("route=/UNMATCHED status=400 ").endsWith(NOBODY);
    }

    @Test
    void showsNoMethodThatAClientInvented() {
        RawHttp.send("SECRET /api/v1/bots HTTP/1.1", Map.of("X-Request-Id", request), new byte[0]);
        assertThat(line(request)).contains(" method=OTHER ").doesNotContain("SECRET");
    }

    @Test
    void showsASocketWhenItEnds() {
        String token = TestTokens.of(api.tenant(), "owner");
        SocketClient.open(base, "/ws/conversations?token=" + token, Map.of("X-Request-Id", request))
                .ready()
                .close();
        assertThat(line(request))
                .contains("method=GET route=/ws/conversations status=101 ")
                .endsWith(caller);
    }

    @Test
    void showsNothingOfAPathOrAQuery() {
        String number = Api.randomNumber();
        String token = TestTokens.of(api.tenant(), "owner");
        String conversation = api.openConversation(api.createBot("Ada"), "whatsapp", number);
        api.as().queryParam("external_id", number).get("/api/v1/conversations");
        api.as().get("/api/v1/conversations/" + conversation + "/" + number);
        given().get("/" + token);
        given().get("/ws/conversations?token=" + token);
        given().queryParam("hub.verify_token", "a-token-of-meta").get("/api/v1/webhooks/whatsapp");
        given().header("Authorization", "Bearer cm_live_wrong").get("/api/v1/conversations/" + conversation);
        get("/api/v1/conversations?q=" + number);

        assertThat(line(request)).doesNotContain("?");
        assertThat(logged.lines())
                .noneMatch(line -> line.contains("cm_live")
                        || line.contains("a-token-of-meta")
                        || line.contains(conversation)
                        || line.contains(number.substring(1))
                        || line.contains(token.substring(0, 40)));
    }

    private void get(String path) {
        given().header("X-Request-Id", request).get(path);
    }

    /** The line comes after the response. */
    private String line(String requestId) {
        await().until(() -> logged.lines().stream().anyMatch(line -> line.contains("request=" + requestId + " ")));
        return logged.lines().stream()
                .filter(line -> line.contains(requestId))
                .findFirst()
                .orElseThrow();
    }
}
