package com.callmissed.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

/** Starts the jar alone, without any configuration. The native binary has no database, so it cannot start like this. */
@EnabledIfSystemProperty(named = "packaged.native", matches = "false")
class OneCommandIT {
    private static final String TENANT = "de300000-0000-4000-8000-000000000001";
    private static final Pattern KEY = Pattern.compile("cm_(live|test)_\\w+");

    @TempDir
    Path dataDir;

    private Map<String, String> environment;

    @BeforeEach
    void prepare() {
        environment = Map.of("CALLMISSED_DATA_DIR", dataDir.toString());
    }

    /** From an empty folder, through a stop and a kill. One story, because each start takes seconds. */
    @Test
    void runsFromNothingThroughRestartsAndKills() throws IOException {
        PackagedApp first = PackagedApp.start(environment, System.getProperty("packaged.jar"));
        showsWhereItIs(first);
        String key = demoKey(first);
        readsTheDemo(first, key);
        letsNoSecondProcessIn(first);
        stopsItsDatabase(first);
        assertThat(first.output().lines().filter(line -> KEY.matcher(line).find()))
                .hasSize(1);

        PackagedApp app = PackagedApp.start(environment);
        readsTheDemo(app, key);
        Awaitility.await().until(() -> app.output().contains("token --tenant " + TENANT));
        assertThat(app.output()).doesNotContainPattern(KEY);
        String token = token();
        createBot(app, token, "before the restart");
        app.stop();

        app.start();
        createBot(app, token, "before the kill");
        ProcessHandle orphan = database();
        app.kill();
        assertThat(orphan.isAlive()).isTrue();

        app.start();
        Awaitility.await().until(() -> !orphan.isAlive());
        given().baseUri(app.baseUri())
                .auth()
                .oauth2(token)
                .get("/api/v1/bots")
                .then()
                .statusCode(200)
                .body("name", hasItem("before the restart"))
                .body("name", hasItem("before the kill"));
        app.stop();
    }

    private void showsWhereItIs(PackagedApp app) throws IOException {
        Management.given(app).get("/q/health/ready").then().statusCode(200);
        Awaitility.await().until(() -> app.output().contains(app.baseUri() + "/docs"));
        assertThat(app.output()).contains("token --tenant", dataDir.toString()).doesNotContain(password());
    }

    private static String demoKey(PackagedApp app) {
        Awaitility.await().until(() -> KEY.matcher(app.output()).find());
        Matcher key = KEY.matcher(app.output());
        assertThat(key.find()).isTrue();
        return key.group();
    }

    private static void readsTheDemo(PackagedApp app, String key) {
        given().baseUri(app.baseUri())
                .auth()
                .oauth2(key)
                .get("/api/v1/conversations")
                .then()
                .statusCode(200)
                .body("tenant_id", everyItem(equalTo(TENANT)))
                .body("channel", hasItems("whatsapp", "voice"));
    }

    private void letsNoSecondProcessIn(PackagedApp app) {
        PackagedApp.Result second = PackagedApp.run(environment);
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output())
                .hasLineCount(1)
                .contains("is in use by process " + app.process().pid());
        Management.given(app).get("/q/health/ready").then().statusCode(200);
    }

    private void stopsItsDatabase(PackagedApp app) throws IOException {
        ProcessHandle database = database();
        assertThat(database.isAlive()).isTrue();
        app.stop();
        Awaitility.await().until(() -> !database.isAlive());
        assertThat(app.output()).contains("stopped in").doesNotContain("ERROR");
    }

    private String token() {
        return PackagedApp.run(environment, "token", "--tenant", TENANT, "--role", "owner")
                .output()
                .strip();
    }

    private static void createBot(PackagedApp app, String token, String name) {
        given().baseUri(app.baseUri())
                .auth()
                .oauth2(token)
                .contentType("application/json")
                .body(Map.of("name", name, "type", "whatsapp", "system_prompt", ""))
                .post("/api/v1/bots")
                .then()
                .statusCode(201);
    }

    private ProcessHandle database() throws IOException {
        String pid = Files.readAllLines(dataDir.resolve("postgres/data/postmaster.pid"))
                .get(0);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private String password() throws IOException {
        return Files.readString(dataDir.resolve("keys/database-password")).strip();
    }
}
