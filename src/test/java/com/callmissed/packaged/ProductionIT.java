package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

class ProductionIT {
    @AfterEach
    void restore() {
        RestAssured.baseURI = RestAssured.DEFAULT_URI;
    }

    @Test
    void refusesToStartNamingEachMissingSettingInOneLine() {
        PackagedApp.Result result = PackagedApp.run(Map.of("CALLMISSED_MODE", "production"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("DATABASE_URL is missing"),
                        line -> assertThat(line).startsWith("CALLMISSED_KEY_PEPPER is missing"),
                        line -> assertThat(line).startsWith("CALLMISSED_ENCRYPTION_KEY is missing"),
                        line -> assertThat(line)
                                .startsWith("CALLMISSED_JWT_PUBLIC_KEY or CALLMISSED_JWT_JWKS_URL is missing"));
    }

    @Test
    void namesWhatIsMalformedWithoutShowingIt() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("DATABASE_URL", "postgresql:/me:hunter2@db/service");
        environment.put("CALLMISSED_ENCRYPTION_KEY", "c2hvcnQ=");
        PackagedApp.Result result = PackagedApp.run(environment);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("DATABASE_URL is malformed"),
                        line -> assertThat(line).startsWith("CALLMISSED_ENCRYPTION_KEY is not an AES-256 key"));
        assertThat(result.output()).doesNotContain("hunter2", "c2hvcnQ=");
    }

    @Test
    void saysInOneLineThatTheDatabaseIsAway() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/service");
        environment.put("CALLMISSED_START_DATABASE_WAIT", "PT0S");
        PackagedApp.Result result = PackagedApp.run(environment);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .contains("The database cannot be used: Connection to 127.0.0.1:1 refused.")
                .doesNotContain("hunter2", "\tat ");
    }

    @Test
    void startsWithEverythingSetAndGreetsNobody() {
        PackagedApp app = PackagedApp.shared();
        Management.given(app).get("/q/health/ready").then().statusCode(200);
        assertThat(app.output()).doesNotContain("CallMissed Conversations is running", "token --tenant");
    }

    @Test
    void logsJsonWithTheRequestTheTenantAndTheCaller() {
        UUID tenant = UUID.randomUUID();
        String token = TestTokens.of(tenant, "owner");
        String request = "json-" + tenant;
        PackagedApp app = PackagedApp.shared();
        given().baseUri(app.baseUri())
                .header("Authorization", "Bearer " + token)
                .header("X-Request-Id", request)
                .get("/api/v1/conversations?external_id=%2B16505550123")
                .then()
                .statusCode(200);
        Awaitility.await().until(() -> app.output().contains(request));
        JsonNode line = app.output()
                .lines()
                .map(ProductionIT::json)
                .filter(entry -> entry.toString().contains(request))
                .findFirst()
                .orElseThrow();
        assertThat(line.at("/mdc/requestId").asText()).isEqualTo(request);
        assertThat(line.at("/mdc/tenantId").asText()).isEqualTo(tenant.toString());
        assertThat(line.at("/mdc/caller").asText()).isEqualTo("user");
        assertThat(line.at("/level").asText()).isEqualTo("INFO");
        assertThat(line.at("/message").asText()).contains("route=/api/v1/conversations status=200");
        assertThat(app.output()).doesNotContain("16505550123", token);
    }

    /** The disabled SDK of the platform makes spans with ids, too. */
    @Test
    void logsNoTraceOfAJobWhileTracesAreOff() {
        PackagedApp app = PackagedApp.shared();
        RestAssured.baseURI = app.baseUri();
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post("{\"phone_number_id\":\"" + bot.phoneNumberId() + "\", nonsense")
                .statusCode(200);
        Awaitility.await().untilAsserted(() -> assertThat(app.output()
                        .lines()
                        .filter(line -> line.contains("Kept ")
                                && line.contains(bot.tenant().toString())))
                .isNotEmpty()
                .noneMatch(line -> line.contains("traceId") || line.contains("spanId")));
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void usesTheConfiguredDatabaseAloneInLocalModeToo() throws IOException {
        Path dataDir = Files.createTempDirectory("callmissed");
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                PackagedApp.production().get("DATABASE_URL"),
                "CALLMISSED_DATA_DIR",
                dataDir.toString());
        try (PackagedApp app = PackagedApp.start(environment)) {
            Management.given(app).get("/q/health/ready").then().statusCode(200);
            assertThat(app.process().descendants()).isEmpty();
            assertThat(dataDir.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void namesTheProgramThatRunsWhenItStarts() throws IOException {
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                PackagedApp.production().get("DATABASE_URL"),
                "CALLMISSED_DATA_DIR",
                Files.createTempDirectory("callmissed").toString());
        String program = Boolean.getBoolean("packaged.native")
                ? System.getProperty("native.image.path")
                : "java -jar " + System.getProperty("packaged.jar");
        try (PackagedApp app = PackagedApp.start(environment, System.getProperty("packaged.jar"))) {
            Awaitility.await().untilAsserted(() -> assertThat(app.output())
                    .contains("Token     " + program + " token --tenant "));
        }
    }

    @Test
    void stopsCleanlyWhenAsked() {
        PackagedApp app = PackagedApp.start(PackagedApp.production());
        assertThat(app.stop()).isIn(Set.of(0, 143));
        assertThat(app.output()).contains("stopped in").doesNotContain("ERROR");
    }
}
