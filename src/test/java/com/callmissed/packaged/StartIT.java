package com.callmissed.packaged;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.StoppablePostgres;
import com.callmissed.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** What a start does when its surroundings are not ready, or are not what it expects. */
class StartIT {
    private static final String NEWER_VERSION = """
            INSERT INTO flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            SELECT max(installed_rank) + 1, '299912312359', 'of a newer version', 'SQL',
                'V299912312359__of_a_newer_version.sql', 1, 'postgres', 1, true
            FROM flyway_schema_history
            """;

    @TempDir
    Path data;

    @Test
    void startsOnASchemaOfANewerVersion() throws SQLException {
        String url = TestDatabase.create();
        try (PackagedApp first = PackagedApp.start(PackagedApp.production(url))) {
            execute(url, NEWER_VERSION);
            try (PackagedApp second = PackagedApp.start(PackagedApp.production(url))) {
                for (PackagedApp app : new PackagedApp[] {first, second}) {
                    Management.given(app).get("/q/health/ready").then().statusCode(200);
                }
            }
            PackagedApp.Result migration = PackagedApp.run(PackagedApp.production(url), "migrate");
            assertThat(migration.output()).isEqualTo("The database is migrated: 0 migrations applied\n");
        }
    }

    @Test
    void waitsForADatabaseThatIsNotThereYet() {
        try (StoppablePostgres database = new StoppablePostgres(data)) {
            database.stopImmediately();
            try (PackagedApp app = PackagedApp.launch(PackagedApp.production(database.url()))) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> app.output()
                        .contains("Waiting for the database, at most 300 s: Connection to"));
                database.startAgain();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> app.output()
                        .contains("Listening on"));
                assertThat(app.output().lines().filter(line -> line.contains("postgres:postgres")))
                        .isEmpty();
            }
        }
    }

    /** The database is not there: the start would wait for it. */
    @Test
    void namesABadSettingInOneLineBeforeItNeedsTheDatabase() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production("postgresql://a:b@127.0.0.1:1/none"));
        environment.put("CALLMISSED_OUTBOX_ATTEMPTS", "0");
        environment.put("CALLMISSED_SOCKET_PING_INTERVAL", "PT-1S");
        environment.put("CALLMISSED_DEMO", "ture");
        PackagedApp.Result result = PackagedApp.run(environment);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output().lines())
                .containsExactlyInAnyOrder(
                        "CALLMISSED_DEMO is malformed",
                        "CALLMISSED_OUTBOX_ATTEMPTS must be at least 1",
                        "CALLMISSED_SOCKET_PING_INTERVAL must be longer than or equal to 100 millis");
    }

    @Test
    void warnsOfAVariableThatHasNoEffect() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_EVENT_RETENTON", "P30D");
        try (PackagedApp app = PackagedApp.start(environment)) {
            assertThat(app.output())
                    .contains("CALLMISSED_EVENT_RETENTON is not a setting of this version and has no effect");
        }
    }

    @Test
    void localModeListensOnLoopbackAlone() {
        Map<String, String> environment =
                Map.of("DATABASE_URL", TestDatabase.create(), "CALLMISSED_DATA_DIR", data.toString());
        try (PackagedApp app = PackagedApp.start(environment)) {
            assertThat(app.output())
                    .contains("Listening on: http://127.0.0.1:")
                    .as("text, not JSON")
                    .doesNotContain("\"timestamp\"");
        }
    }

    @Test
    void explainsItsCommandsAndStartsNothing() {
        PackagedApp.Result help = PackagedApp.run(Map.of(), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).startsWith("Usage:").contains("token --tenant <uuid>");
        PackagedApp.Result unknown = PackagedApp.run(Map.of(), "serve");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.output()).startsWith("Unknown command serve\n").contains("Usage:");
    }

    private static void execute(String url, String sql) throws SQLException {
        String jdbc = "jdbc:" + url.replace("postgres:postgres@", "");
        try (Connection connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
