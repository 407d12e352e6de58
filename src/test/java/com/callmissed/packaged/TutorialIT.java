package com.callmissed.packaged;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.PackagedApp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The walk of README.md, word for word but for the port and the folder of the jar. */
@EnabledIfSystemProperty(named = "packaged.native", matches = "false")
class ReadmeWalkIT {
    private static final Pattern WALK = Pattern.compile("## A walk\n(.*?)\n## Configuration", Pattern.DOTALL);
    private static final Pattern COMMANDS = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path dataDir;

    @Test
    void worksAsItIsWritten() throws IOException, InterruptedException {
        for (String tool : new String[] {"bash", "curl", "openssl", "sed"}) {
            assumeThat(run("command -v " + tool, Map.of()).exitCode()).as(tool).isZero();
        }
        Map<String, String> environment = Map.of("CALLMISSED_DATA_DIR", dataDir.toString());
        try (PackagedApp app = PackagedApp.start(environment)) {
            Awaitility.await().until(() -> app.output().contains("API key"));
            PackagedApp.Result walk = run(commands(app), again(app));
            endWhatTheWalkStarted();
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

    /** What the walk kills it starts again, where the first one was. */
    private Map<String, String> again(PackagedApp app) {
        return Map.of(
                "CALLMISSED_DATA_DIR", dataDir.toString(),
                "CALLMISSED_WHATSAPP_BASE_URL", "http://127.0.0.1:1",
                "QUARKUS_HTTP_PORT", Integer.toString(URI.create(app.baseUri()).getPort()));
    }

    private void endWhatTheWalkStarted() throws IOException {
        long pid = Long.parseLong(Files.readString(lock()).strip());
        ProcessHandle.of(pid).ifPresent(server -> {
            server.destroy();
            server.onExit().join();
        });
    }

    private Path lock() {
        return dataDir.resolve("postgres/lock");
    }

    private String commands(PackagedApp app) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String walk = WALK.matcher(readme).results().findFirst().orElseThrow().group(1);
        return COMMANDS.matcher(walk)
                .results()
                .map(MatchResult::group)
                .map(block -> block.replace("```bash", "").replace("```", ""))
                .collect(Collectors.joining("\n", "set -eu -o pipefail\n", "\n"))
                .replace("http://localhost:8080", app.baseUri())
                .replace(".callmissed/postgres/lock", lock().toString())
                .replace("target/quarkus-app/quarkus-run.jar", System.getProperty("packaged.jar"));
    }

    private static PackagedApp.Result run(String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new PackagedApp.Result(process.waitFor(), output);
    }
}
