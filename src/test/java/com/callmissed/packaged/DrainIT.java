package com.callmissed.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.Management;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Closed;
import com.callmissed.testing.SocketClient.Refused;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A process that gets the order to stop finishes the requests in progress, and no client can delay it. */
class DrainIT {
    /** Over 20 MB, far more than fits into the buffers between a service and a client that does not read. */
    private static final int MESSAGES = 20_000;

    private static final String LONGER_THAN_ANY_TEST = "PT10M";

    private final UUID tenant = UUID.randomUUID();
    private final String token = TestTokens.of(tenant, "agent");
    private final Map<String, String> environment = new HashMap<>(PackagedApp.production());
    private final HttpClient http = HttpClient.newHttpClient();
    private PackagedApp app;

    @AfterEach
    void reset() {
        RestAssured.reset();
        app.kill();
    }

    @Test
    void finishesItsAnswersAndGivesNewOnesMeanwhile() throws Exception {
        start(LONGER_THAN_ANY_TEST);
        InputStream thread = download();
        CompletableFuture<Integer> end = OwnThread.supply(app::stop);

        Awaitility.await()
                .untilAsserted(() ->
                        Management.given(app).get("/q/health/ready").then().statusCode(503));
        Management.given(app).get("/q/health/live").then().statusCode(200);
        given().auth()
                .oauth2(token)
                .get("/api/v1/conversations")
                .then()
                .statusCode(200)
                .header("Connection", "close");
        Refused refused = catchThrowableOfType(Refused.class, this::open);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.body())
                .startsWith("{\"error\":{\"code\":\"not_ready\"")
                .contains("This process is about to stop; connect again");
        assertThat(end).isNotDone();

        try (thread) {
            assertThat(new ObjectMapper().readTree(thread)).hasSize(MESSAGES);
        }
        assertThat(end.get()).isEqualTo(143);
        assertThat(app.output()).doesNotContain("ERROR", "Stopping with");
    }

    /** The process stops when its clients have gone, not at the end of the drain. */
    @Test
    void asksSocketsToComeBackAndStopsWhenTheyHaveGone() {
        start(LONGER_THAN_ANY_TEST);
        List<SocketClient> sockets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sockets.add(open());
        }

        assertThat(app.stop()).isEqualTo(143);

        for (SocketClient socket : sockets) {
            socket.next();
            assertThat(socket.next()).matches("\\{\"type\":\"reconnect\",\"after_ms\":\\d{1,3}}");
            assertThat(socket.closed()).isEqualTo(new Closed(1001, "shutdown"));
        }
        assertThat(app.output()).doesNotContain("ERROR", "Stopping with");
    }

    @Test
    void isHeldByNobodyLongerThanTheDrain() throws Exception {
        start("PT1S");
        SocketClient silent = open();
        silent.next();
        silent.pause();
        try (InputStream thread = download()) {
            assertThat(app.stop()).isEqualTo(143);
            assertThat(app.output()).contains("Stopping with 1 requests and 1 sockets left");
            assertThatThrownBy(thread::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    private void start(String drain) {
        environment.put("CALLMISSED_SHUTDOWN_DRAIN", drain);
        app = PackagedApp.start(environment);
        RestAssured.baseURI = app.baseUri();
    }

    private SocketClient open() {
        return SocketClient.withToken(URI.create(app.baseUri()), token);
    }

    /** Creates a long thread, of which the test reads nothing at first. */
    private InputStream download() throws Exception {
        Database database = Database.at(environment.get("DATABASE_URL"));
        database.execute(
                "INSERT INTO bot (tenant_id, id, name, type, created_at, updated_at)"
                        + " VALUES (?, ?, 'b', 'ivr', now(), now())",
                tenant,
                tenant);
        database.execute("""
                INSERT INTO conversation (tenant_id, id, bot_id, channel, external_id, status_changed_at, message_count,
                    created_at, updated_at)
                VALUES (?, ?, ?, 'whatsapp', '+14155550100', now(), ?, now(), now())
                """, tenant, tenant, tenant, MESSAGES);
        database.execute("""
                INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status,
                    created_at)
                SELECT ?, gen_random_uuid(), ?, ?, n, 'assistant', repeat('word ', 200), 'text', 'sent', now()
                FROM generate_series(1, ?) n
                """, tenant, tenant, tenant, MESSAGES);
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(URI.create(app.baseUri() + "/api/v1/conversations/" + tenant + "/messages"))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
