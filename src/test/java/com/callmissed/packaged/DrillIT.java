package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.InstalledPostgres;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The script {@code deploy/drill}, beside a service that runs. */
@Tag("soak")
class DrillIT {
    @TempDir
    Path temp;

    @AfterEach
    void disconnect() {
        RestAssured.reset();
    }

    @Test
    void passesOnAGoodDatabaseAndFailsOnADamagedOne() throws Exception {
        Path programs = InstalledPostgres.programs().orElse(null);
        Assumptions.assumeTrue(programs != null, "PostgreSQL is not installed in /usr/lib/postgresql");
        try (InstalledPostgres server = InstalledPostgres.start(programs);
                PackagedApp app = PackagedApp.start(PackagedApp.production(server.databaseUrl()))) {
            RestAssured.baseURI = app.baseUri();
            ConnectedBot chat = ConnectedBot.written();
            chat.reply("Before the copy");
            await().until(() -> state(app).equals("on"));

            PackagedApp.Result passed = drill(programs, server, "");
            assertThat(passed.exitCode()).as(passed.output()).isZero();
            assertThat(passed.output().lines())
                    .anyMatch(line -> line.matches("backup +ok +\\d+ s  \\d+ bytes, \\d+ tables"))
                    .anyMatch(line -> line.matches("restore +ok .*"))
                    .anyMatch(line -> line.matches("rows +ok +\\d+ s  \\d+ tables, \\d+ rows, equal"))
                    .anyMatch(line -> line.matches("migrations +ok .*: 0 migrations applied"))
                    .anyMatch(line -> line.matches(" *credentials +ok +1 +0 .*"))
                    .anyMatch(line -> line.matches(" *sending +ok .*a copy: a start holds all messages"))
                    .anyMatch(line -> line.matches("verify +ok .*"))
                    .last()
                    .asString()
                    .matches("PASSED after \\d+ s");
            assertThat(copies(server)).isEmpty();

            Path dump = temp.resolve("dump");
            assertThat(run(programs, server, "pg_dump", "--format=custom", "--file=" + dump, server.databaseUrl())
                            .exitCode())
                    .isZero();
            Database.at(server.databaseUrl())
                    .execute("UPDATE bot_channel SET"
                            + " credentials = set_byte(credentials, 30, 255 - get_byte(credentials, 30))");
            PackagedApp.Result failed = drill(programs, server, "");
            assertThat(failed.exitCode()).as(failed.output()).isEqualTo(1);
            assertThat(failed.output()).contains("admin: Not as it should be: credentials");
            assertThat(failed.output().lines())
                    .anyMatch(line -> line.matches(" *credentials +failed +1 +1 +tenant .*, whatsapp"))
                    .last()
                    .asString()
                    .matches("FAILED: verify, after \\d+ s");
            assertThat(copies(server)).isEmpty();

            PackagedApp.Result earlier = drill(programs, server, "--dump " + dump);
            assertThat(earlier.exitCode()).as(earlier.output()).isZero();
            assertThat(earlier.output().lines()).anyMatch(line -> line.matches("rows +skipped .*"));
            assertThat(chat.messages()).isNotEmpty();
        }
    }

    private PackagedApp.Result drill(Path programs, InstalledPostgres server, String options) throws Exception {
        List<String> command = new ArrayList<>(List.of("deploy/drill"));
        command.addAll(List.of(options.split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("packaged.jar")));
        return run(programs, server, command.toArray(String[]::new));
    }

    private PackagedApp.Result run(Path programs, InstalledPostgres server, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(temp, "drill", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = new HashMap<>(PackagedApp.production(server.databaseUrl()));
        environment.put("PATH", programs + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new PackagedApp.Result(process.exitValue(), Files.readString(output));
    }

    private static List<String> copies(InstalledPostgres server) {
        return Database.at(server.databaseUrl())
                .select("SELECT datname FROM pg_database WHERE datname LIKE 'conversations_drill%'");
    }

    private static String state(PackagedApp app) {
        return Management.given(app)
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .extract()
                .path("checks.find { it.name == 'outbound' }.data.outbound");
    }
}
