package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TrainedJar;

import static org.assertj.core.api.Assertions.assertThat;

/** The image starts from an archive of classes that {@code docker/train} makes. */
@DisabledIfSystemProperty(
        named = "packaged.native",
        matches = "true",
        disabledReason = "a binary has no classes to load")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is one for bash")
class TrainedStartIT {
    @Test
    void startsFromTheArchive() throws IOException {
        start(TrainedJar.make());
    }

    /** Starts the service, which must use its archive. */
    static void start(String jar) throws IOException {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("JDK_JAVA_OPTIONS", archiveOrNothing(Path.of(jar).resolveSibling("start")));
        try (PackagedApp app = PackagedApp.start(environment, jar)) {
            Management.given(app).get("/q/health/ready").then().statusCode(200);
            assertThat(app.process().info().arguments().orElseThrow()).contains("@start");
        }
    }

    /** Ends a JVM that cannot use the archive that it is given. */
    private static String archiveOrNothing(Path start) throws IOException {
        return Files.readString(start).contains("-XX:AOTCache=") ? "-XX:AOTMode=on" : "-Xshare:on";
    }
}
