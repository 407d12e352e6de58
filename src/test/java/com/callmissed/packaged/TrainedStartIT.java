package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.PackagedApp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The image starts from an archive of classes that {@code docker/train} makes. */
@DisabledIfSystemProperty(
        named = "packaged.native",
        matches = "true",
        disabledReason = "a binary has no classes to load")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is one for bash")
class TrainedStartIT {
    /** Ends a JVM that cannot use the archive that it is given. */
    private static final String ARCHIVE_OR_NOTHING = "-Xshare:on";

    @TempDir
    Path folder;

    @Test
    void startsFromTheArchive() throws Exception {
        Path built =
                Path.of(System.getProperty("packaged.jar")).toAbsolutePath().getParent();
        copy(built);
        ProcessBuilder training =
                new ProcessBuilder("bash", "docker/train", folder.toString()).redirectErrorStream(true);
        training.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process trained = training.start();
        String output = new String(trained.getInputStream().readAllBytes());
        assertThat(trained.waitFor()).as(output).isZero();

        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("JDK_JAVA_OPTIONS", ARCHIVE_OR_NOTHING);
        try (PackagedApp app =
                PackagedApp.start(environment, folder.resolve("quarkus-run.jar").toString())) {
            given().baseUri(app.baseUri()).get("/q/health/ready").then().statusCode(200);
            assertThat(app.process().info().arguments().orElseThrow()).contains("@start");
        }
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = folder.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }
}
