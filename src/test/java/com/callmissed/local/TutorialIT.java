package com.callmissed.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.PackagedApp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Runs the {@code bash} blocks of the pages unchanged, except for the port, the jar and the options of its JVM. */
@EnabledIfSystemProperty(named = "packaged.native", matches = "false")
class TutorialIT {
    private static final Pattern COMMANDS = Pattern.compile("^```bash\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path dataDir;

    @BeforeAll
    static void needTheTools() throws IOException, InterruptedException {
        for (String tool : new String[] {"bash", "curl", "openssl", "sed"}) {
            assumeThat(run("command -v " + tool, Map.of()).exitCode()).as(tool).isZero();
        }
    }

    @Test
    void tourOfTheReadmeWorks() throws IOException, InterruptedException {
        try (PackagedApp app = start()) {
            PackagedApp.Result tour =
                    run(commands(app, "README.md"), Map.of("CALLMISSED_DATA_DIR", dataDir.toString()));
            assertThat(tour.exitCode()).as(tour.output()).isZero();
            assertThat(tour.output())
                    .contains("\"bot_name\":\"Trailhead Outfitters\"")
                    .contains("HTTP/1.1 200 OK")
                    .contains("\"content\":\"Does the Ridge 40 come in another color?\"")
                    .containsPattern("it comes in black, olive and sand[^}]*\"status\":\"sent\"[^}]*\"automatic\":true")
                    .containsPattern("Dana here[^}]*\"status\":\"queued\"[^}]*\"automatic\":false")
                    .contains("\"type\":\"conversation.autoreply_changed\"")
                    .doesNotContain("\"error\"");
        }
    }

    @Test
    void tutorialAndPagesOfChannelsWork() throws IOException, InterruptedException {
        try (PackagedApp app = start()) {
            PackagedApp.Result walk =
                    run(commands(app, "docs/tutorial.md", "docs/whatsapp.md", "docs/twilio.md"), again(app));
            endWhatTheTutorialStarted();
            assertThat(walk.exitCode()).as(walk.output()).isZero();
            assertThat(walk.output())
                    .contains("\"bot_name\":\"Trailhead Outfitters\"")
                    .contains("HTTP/1.1 200 OK")
                    .contains("\"content\":\"Does the Ridge 40 come in another color?\"")
                    .containsPattern("it comes in black, olive and sand[^}]*\"status\":\"sent\"[^}]*\"automatic\":true")
                    .containsPattern("Dana here[^}]*\"status\":\"queued\"[^}]*\"automatic\":false")
                    .contains("\"reason\":\"Dana is on it\"")
                    .containsPattern(
                            "On Sunday we are open from 10 to 16[^}]*\"status\":\"sent\"[^}]*\"automatic\":true")
                    .contains("\"access_token\":\"\u2022\u2022\u2022\u2022")
                    .contains("}42{")
                    .contains("<Gather")
                    .contains("twelve dollars a day")
                    .contains("<Hangup")
                    .containsPattern(
                            "X-Event-Cursor: [^\\[]*\\[\\{\"seq\":[^\\n]*do you wrap gifts[^\\n]*do you ship them")
                    .doesNotContain("\"error\"");
        }
    }

    private PackagedApp start() {
        UnpackedPrograms.putInto(dataDir);
        PackagedApp app = PackagedApp.start(Map.of("CALLMISSED_DATA_DIR", dataDir.toString()));
        Awaitility.await().until(() -> app.output().contains("API key"));
        return app;
    }

    /** The tutorial kills the service and starts it again. The new one must use the same address. */
    private Map<String, String> again(PackagedApp app) {
        return Map.of(
                "CALLMISSED_DATA_DIR", dataDir.toString(),
                "CALLMISSED_WHATSAPP_BASE_URL", "http://127.0.0.1:1",
                "QUARKUS_HTTP_PORT", Integer.toString(URI.create(app.baseUri()).getPort()),
                "QUARKUS_MANAGEMENT_PORT",
                        Integer.toString(URI.create(app.managementUri()).getPort()));
    }

    private void endWhatTheTutorialStarted() throws IOException {
        long pid = Long.parseLong(Files.readString(lock()).strip());
        ProcessHandle.of(pid).ifPresent(server -> {
            server.destroy();
            server.onExit().join();
        });
    }

    private Path lock() {
        return dataDir.resolve("postgres/lock");
    }

    /** All blocks of the pages as one script, so that later pages may use variables of earlier ones. */
    private String commands(PackagedApp app, String... pages) {
        return Arrays.stream(pages)
                .flatMap(TutorialIT::blocks)
                .collect(Collectors.joining("\n", "set -eu -o pipefail\n", "\n"))
                .replace("http://localhost:8080", app.baseUri())
                .replace("http://localhost:9000", app.managementUri())
                .replace("$(cat .callmissed/", "$(cat " + dataDir + "/")
                .replace("java -jar ", "java " + String.join(" ", PackagedApp.QUICK_START) + " -jar ")
                .replace("target/quarkus-app/quarkus-run.jar", System.getProperty("packaged.jar"));
    }

    private static Stream<String> blocks(String page) {
        return COMMANDS.matcher(read(page)).results().map(block -> block.group(1));
    }

    private static String read(String page) {
        try {
            return Files.readString(Path.of(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a script that takes too long, such as one that waits for a service that does not start. */
    private static PackagedApp.Result run(String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("tutorial", ".log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        int exitCode = process.waitFor();
        String written = Files.readString(output);
        Files.delete(output);
        return new PackagedApp.Result(exitCode, written);
    }
}
