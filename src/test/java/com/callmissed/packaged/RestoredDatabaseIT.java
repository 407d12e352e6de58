package com.callmissed.packaged;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The service starts on a copy of a database in which messages wait. */
class RestoredDatabaseIT {
    private static final String NOBODY = "http://127.0.0.1:9";
    private static final Duration SOME_POLLS = Duration.ofSeconds(3);

    @AfterEach
    void disconnect() {
        RestAssured.reset();
    }

    @Test
    void sendsNothingUntilItIsReleased() {
        String original = TestDatabase.create();
        ConnectedBot chat;
        String first;
        try (PackagedApp app = start(original, NOBODY)) {
            chat = ConnectedBot.written();
            first = chat.reply("Before the copy");
            await().until(() -> state(app).equals("on"));
        }
        String copy = TestDatabase.copyOf(original);
        try (GraphServer graph = GraphServer.start();
                PackagedApp app = start(copy, graph.baseUrl())) {
            await().until(() -> state(app).equals("held (copy)"));
            assertThat(app.output()).containsOnlyOnce("outbound: held (copy)");
            // An attempt before the copy, which is to be repeated, has left it "sending".
            assertThat(status(chat, first)).isIn("queued", "sending");
            List<Object> waiting = List.of(status(chat, first), "queued");
            String second = chat.reply("After the copy");
            chat.write("Are you there?");
            await().during(SOME_POLLS).until(() -> List.of(status(chat, first), status(chat, second)), waiting::equals);
            assertThat(graph.messages()).isEmpty();

            PackagedApp.Result release =
                    PackagedApp.run(PackagedApp.production(copy), "admin", "outbound", "release", "--all", "--yes");
            assertThat(release.exitCode()).as(release.output()).isZero();

            chat.awaitStatus(first, "sent");
            chat.awaitStatus(second, "sent");
            await().until(() -> state(app).equals("on"));
            assertThat(graph.messages())
                    .extracting(GraphMessage::body)
                    .containsExactly("Before the copy", "After the copy");
        }
        assertThat(List.of(identity(original), identity(copy))).doesNotHaveDuplicates();
    }

    private static PackagedApp start(String databaseUrl, String graph) {
        Map<String, String> environment = new HashMap<>(PackagedApp.production(databaseUrl));
        environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph);
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT1H");
        environment.put("CALLMISSED_AUTOREPLY_LONGEST_BURST", "PT1H");
        PackagedApp app = PackagedApp.start(environment);
        RestAssured.baseURI = app.baseUri();
        return app;
    }

    private static String state(PackagedApp app) {
        return Management.given(app)
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .extract()
                .path("checks.find { it.name == 'outbound' }.data.outbound");
    }

    private static Object status(ConnectedBot chat, String reply) {
        return chat.message(reply).get("status");
    }

    private static String identity(String databaseUrl) {
        return Database.at(databaseUrl)
                .select("SELECT identity FROM service_instance")
                .get(0);
    }
}
