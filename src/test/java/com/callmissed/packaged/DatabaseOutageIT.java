package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseOutageIT {
    @TempDir
    Path data;

    @Test
    void isAliveButNotReadyWhileTheDatabaseIsAway() throws IOException {
        EmbeddedPostgres before = startDatabase(0);
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("DATABASE_URL", "postgresql://postgres:postgres@127.0.0.1:" + before.getPort() + "/postgres");
        try (PackagedApp app = PackagedApp.start(environment)) {
            assertThat(status(app, "ready")).isEqualTo(200);
            before.close();
            await().until(() -> status(app, "ready") == 503);
            assertThat(status(app, "live")).isEqualTo(200);
            try (EmbeddedPostgres back = startDatabase(before.getPort())) {
                assertThat(back.getPort()).isEqualTo(before.getPort());
                await().until(() -> status(app, "ready") == 200);
            }
        }
    }

    private EmbeddedPostgres startDatabase(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    private static int status(PackagedApp app, String check) {
        return Management.given(app).get("/q/health/" + check).statusCode();
    }
}
