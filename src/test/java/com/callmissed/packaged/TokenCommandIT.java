package com.callmissed.packaged;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.PackagedApp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

class TokenCommandIT {
    @TempDir
    Path dataDir;

    @Test
    void printsATokenThatTheServiceTrusts() {
        Map<String, String> environment = Map.of(
                "CALLMISSED_DATA_DIR",
                dataDir.toString(),
                "DATABASE_URL",
                PackagedApp.production().get("DATABASE_URL"));
        try (PackagedApp app = PackagedApp.start(environment)) {
            given().baseUri(app.baseUri())
                    .auth()
                    .oauth2(token())
                    .get("/api/v1/conversations")
                    .then()
                    .statusCode(200)
                    .body("size()", equalTo(0));
        }
    }

    @Test
    void refusesWhereItsTokenWouldNotBeTrusted() {
        PackagedApp.Result result = PackagedApp.run(
                Map.of(
                        "CALLMISSED_DATA_DIR",
                        dataDir.toString(),
                        "CALLMISSED_JWT_PUBLIC_KEY",
                        PackagedApp.production().get("CALLMISSED_JWT_PUBLIC_KEY")),
                "token",
                "--tenant",
                UUID.randomUUID().toString(),
                "--role",
                "owner");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("CALLMISSED_JWT_PUBLIC_KEY is set").hasLineCount(1);
        assertThat(dataDir).isEmptyDirectory();
    }

    /** The database does not exist, so a command that used it would fail. */
    private String token() {
        PackagedApp.Result result = PackagedApp.run(
                Map.of("CALLMISSED_DATA_DIR", dataDir.toString(), "DATABASE_URL", "postgresql://a:b@127.0.0.1:1/none"),
                "token",
                "--tenant",
                UUID.randomUUID().toString(),
                "--role",
                "agent");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).hasLineCount(1);
        return result.output().strip();
    }
}
