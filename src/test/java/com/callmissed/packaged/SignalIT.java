package com.callmissed.packaged;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestDatabase;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An event that one process writes reaches the sockets of another process through the signal alone. The other process
 * has its own database user, who cannot see the ends of the logs, so its polling finds nothing.
 */
class SignalIT {
    private static final String USER =
            "follower_" + UUID.randomUUID().toString().replace("-", "");
    private static final String LISTENS =
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = ?"
                    + " AND query = 'LISTEN callmissed_events' AND state = 'idle'";

    private static Database database;
    private static PackagedApp writer;
    private static PackagedApp follower;

    private final UUID tenant = UUID.randomUUID();
    private String conversation;

    @BeforeAll
    static void start() {
        String url = TestDatabase.create();
        database = Database.at(url);
        writer = PackagedApp.start(PackagedApp.production(url));
        database.execute("CREATE ROLE " + USER + " LOGIN PASSWORD 'secret'");
        database.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + USER);
        follower = PackagedApp.start(PackagedApp.production(url.replace("postgres:postgres@", USER + ":secret@")));
    }

    @AfterAll
    static void stop() {
        follower.close();
        writer.close();
        database.execute("DROP OWNED BY " + USER);
        database.execute("DROP ROLE " + USER);
    }

    @Test
    void isHeardByAnotherProcessAndAgainAfterItsConnectionBroke() {
        open();
        try (SocketClient socket = SocketClient.withToken(
                        URI.create(follower.baseUri()), TestTokens.of(tenant, "agent"))
                .ready()) {
            say("looked for or signalled");
            assertThat(content(socket.nextJson())).isEqualTo("looked for or signalled");
            database.execute("REVOKE SELECT ON event_counter FROM " + USER);
            Awaitility.await().until(() -> follower.output().contains("Cannot look for events for now"));

            for (String text : List.of("one", "two", "three")) {
                say(text);
                assertThat(content(socket.nextJson())).isEqualTo(text);
            }

            String listening = awaitListening("none");
            database.select("SELECT pg_terminate_backend(CAST(? AS integer))", listening);
            awaitListening(listening);

            for (String text : List.of("four", "five")) {
                say(text);
                assertThat(content(socket.nextJson())).isEqualTo(text);
            }
        }
    }

    /** Waits for a new connection of the follower that listens. */
    private static String awaitListening(String before) {
        return Awaitility.await()
                .until(
                        () -> database.select(LISTENS, USER),
                        found -> found.size() == 1 && !found.get(0).equals(before))
                .get(0);
    }

    private void open() {
        String bot = as().body(Map.of("name", "Desk", "type", "inbound_call", "system_prompt", ""))
                .post("/api/v1/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        conversation = as().body(Map.of("bot_id", bot, "channel", "voice", "external_id", Api.randomNumber()))
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void say(String content) {
        as().body(Map.of("role", "user", "content", content))
                .post("/api/v1/conversations/{id}/messages", conversation)
                .then()
                .statusCode(201);
    }

    private RequestSpecification as() {
        return given().baseUri(writer.baseUri())
                .auth()
                .preemptive()
                .oauth2(TestTokens.of(tenant, "owner"))
                .contentType(ContentType.JSON);
    }

    private static String content(JsonNode frame) {
        return frame.at("/data/message/content").asText();
    }
}
