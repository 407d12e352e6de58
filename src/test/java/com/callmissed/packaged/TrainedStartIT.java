package com.callmissed.packaged;

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
    /** Ends a JVM that cannot use the archive that it is given. */
    private static final String ARCHIVE_OR_NOTHING = "-Xshare:on";

    @Test
    void startsFromTheArchive() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("JDK_JAVA_OPTIONS", ARCHIVE_OR_NOTHING);
        try (PackagedApp app = PackagedApp.start(environment, TrainedJar.make())) {
            Management.given(app).get("/q/health/ready").then().statusCode(200);
            assertThat(app.process().info().arguments().orElseThrow()).contains("@start");
        }
    }
}
