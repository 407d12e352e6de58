package com.callmissed.packaged;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The limits of requests that wait for events: two of a tenant, three in all. */
class PollCapsIT {
    private static final int MANY_SECONDS = 30;
    private static final String TENANT_IS_FULL = "Too many waiting requests: a tenant may have 2 at once on one server";
    private static final String SERVER_IS_FULL = "Too many waiting requests: this server can hold no more";

    private static PackagedApp app;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final UUID tenant = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();

    @BeforeAll
    static void start() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_SOCKET_MAX_POLLS_PER_TENANT", "2");
        environment.put("CALLMISSED_SOCKET_MAX_POLLS_PER_REPLICA", "3");
        app = PackagedApp.start(environment);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void giveUp() {
        polls.forEach(poll -> poll.cancel(true));
        awaitRoomFor(tenant);
        awaitRoomFor(other);
    }

    @Test
    void refusesTheThirdOfATenantAndNoneOfAnother() {
        HttpResponse<String> refused = refusedAmong(3, tenant);
        assertRefused(refused, "2", TENANT_IS_FULL);
        assertThat(polls).hasSize(2).noneMatch(CompletableFuture::isDone);

        HttpResponse<String> others = poll(other, 1).join();
        assertThat(others.statusCode()).isEqualTo(200);
        assertThat(others.body()).isEqualTo("[]");
        // a request without a wait needs no slot
        assertThat(poll(tenant, 0).join().statusCode()).isEqualTo(200);
    }

    @Test
    void refusesEverybodyWhenTheServerIsFull() {
        refusedAmong(3, tenant);
        assertRefused(refusedAmong(2, other), "3", SERVER_IS_FULL);
        assertRefused(poll(UUID.randomUUID(), 1).join(), "3", SERVER_IS_FULL);
        assertRefused(poll(tenant, 1).join(), "2", TENANT_IS_FULL);
    }

    @Test
    void anAnswerMakesRoom() {
        refusedAmong(3, tenant);
        openConversation();
        for (CompletableFuture<HttpResponse<String>> poll : polls) {
            assertThat(poll).succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(poll.join().statusCode()).isEqualTo(200);
            assertThat(poll.join().body()).contains("\"conversation.started\"");
        }
        assertThatTwoMayWait("&after=" + header(polls.get(0).join(), "X-Event-Cursor"));
    }

    @Test
    void theEndOfTheWaitMakesRoom() {
        for (int i = 0; i < 3; i++) {
            assertThatTwoMayWait("");
        }
    }

    @Test
    void whoGoesAwayMakesRoom() {
        refusedAmong(3, tenant);
        polls.forEach(poll -> poll.cancel(true));
        polls.clear();
        awaitRoomFor(tenant); // long before the wait is over
        Awaitility.await().untilAsserted(() -> assertThatTwoMayWait(""));
    }

    /** Sends requests at once. Returns the one that was refused, and keeps the others, which wait. */
    private HttpResponse<String> refusedAmong(int count, UUID by) {
        List<CompletableFuture<HttpResponse<String>>> sent =
                Stream.generate(() -> poll(by, MANY_SECONDS)).limit(count).toList();
        CompletableFuture<?> first = CompletableFuture.anyOf(sent.toArray(CompletableFuture[]::new));
        assertThat(first).succeedsWithin(10, TimeUnit.SECONDS);
        sent.stream().filter(poll -> !poll.isDone()).forEach(polls::add);
        assertThat(polls).hasSizeGreaterThanOrEqualTo(count - 1);
        return sent.stream()
                .filter(CompletableFuture::isDone)
                .findFirst()
                .orElseThrow()
                .join();
    }

    private void assertThatTwoMayWait(String query) {
        List<CompletableFuture<HttpResponse<String>>> two =
                List.of(send(tenant, "?wait=1" + query), send(tenant, "?wait=1" + query));
        assertThat(two).allSatisfy(poll -> assertThat(poll.join().statusCode()).isEqualTo(200));
    }

    private void awaitRoomFor(UUID waiting) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(MANY_SECONDS / 2))
                .until(() -> poll(waiting, 1).join().statusCode() == 200);
    }

    private void openConversation() {
        String bot = as().body(Map.of("name", "Desk", "type", "whatsapp", "system_prompt", ""))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        as().body(Map.of("bot_id", bot, "channel", "whatsapp", "external_id", Api.randomNumber()))
                .post("/api/v1/conversations")
                .then()
                .statusCode(201);
    }

    private RequestSpecification as() {
        return given().baseUri(app.baseUri())
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(tenant, "owner"))
                .contentType(ContentType.JSON);
    }

    private CompletableFuture<HttpResponse<String>> poll(UUID by, int seconds) {
        return send(by, "?wait=" + seconds);
    }

    private CompletableFuture<HttpResponse<String>> send(UUID by, String query) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(app.baseUri() + "/api/v1/events" + query))
                .header("Authorization", "Bearer " + TestTokens.of(by, "agent"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void assertRefused(HttpResponse<String> answer, String limit, String message) {
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(answer, "Retry-After")).isEqualTo("10");
        assertThat(header(answer, "X-RateLimit-Limit")).isEqualTo(limit);
        assertThat(header(answer, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"" + message
                        + "\",\"type\":\"rate_limit_error\",\"request_id\":\"" + header(answer, "X-Request-Id")
                        + "\"}}");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }
}
