package com.callmissed.persistence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

/** The requests of one tenant wait for a locked row, and take no more than the share of a tenant. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TenantShareTest {
    /** 0.66 of 20 connections. */
    private static final int SHARE = 13;

    private static final int QUEUE = 1000;
    private static final String LOCK = "SELECT FROM conversation WHERE id = ? FOR UPDATE";
    private static final String WAITING = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE wait_event_type = 'Lock' AND datname = current_database()";

    private final Api hostile = Api.ofFreshTenant();
    private final Api other = Api.ofFreshTenant();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Response>> waiting = new ArrayList<>();
    private String bot;
    private String locked;
    private HeldTransaction lock;

    @BeforeEach
    void takeTheWholeShare() {
        bot = hostile.createBot("Front desk");
        locked = hostile.openConversation(bot);
        lock = HeldTransaction.of(LOCK, UUID.fromString(locked));
        for (int i = 0; i < SHARE; i++) {
            start(
                    i % 2 == 0
                            ? () -> complete(hostile, locked)
                            : () -> hostile.as()
                                    .body(Map.of("role", "user", "content", "Hello"))
                                    .post("/api/v1/conversations/{id}/messages", locked));
        }
        awaitWaiting(SHARE);
    }

    @AfterEach
    void end() {
        lock.close();
        threads.shutdownNow();
    }

    @Test
    void refusesTheNextWriteOfTheTenantWithoutAnyEffect() {
        String free = hostile.as().get("/api/v1/conversations").path("[0].id");
        ValidatableResponse refused = hostile.as()
                .header("Idempotency-Key", UUID.randomUUID())
                .body(Map.of("bot_id", bot, "channel", "whatsapp", "external_id", Api.randomNumber()))
                .post("/api/v1/conversations")
                .then();
        assertError(
                refused, ErrorCode.RATE_LIMIT_EXCEEDED, "Too many requests of this tenant are in progress, try again");
        refused.header("Retry-After", "1")
                .header("X-RateLimit-Limit", String.valueOf(SHARE + QUEUE))
                .header("X-RateLimit-Remaining", "0");
        assertThat(free).isEqualTo(locked);
        assertThat(hostile.as().get("/api/v1/conversations").jsonPath().getList(""))
                .hasSize(1);
    }

    @Test
    void servesOtherTenantsAndReadinessMeanwhile() {
        String conversation = other.openConversation(other.createBot("Reception"));
        other.say(conversation, "user", "Hello").statusCode(201);
        complete(other, conversation).then().statusCode(200);
        assertThat(Management.given().get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void goesOnInOrderWhenTheLockIsGone() {
        start(() -> complete(hostile, locked));
        lock.commit();
        assertThat(waiting)
                .allSatisfy(response -> assertThat(response.join().statusCode()).isIn(200, 201));
        complete(hostile, locked).then().statusCode(200);
    }

    private static Response complete(Api api, String conversation) {
        return api.as().body(Map.of("status", "completed")).put("/api/v1/conversations/{id}/status", conversation);
    }

    private void start(Supplier<Response> request) {
        waiting.add(CompletableFuture.supplyAsync(request, threads));
    }

    private static void awaitWaiting(int statements) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Database.column(WAITING), List.of(String.valueOf(statements))::equals);
    }
}
