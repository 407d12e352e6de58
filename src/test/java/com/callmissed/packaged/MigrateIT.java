package com.callmissed.packaged;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code migrate}, and a start that leaves the migrations to it. */
class MigrateIT {
    @Test
    void migratesAndEndsSoThatAStartNeedsNoMigration() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        PackagedApp.Result first = PackagedApp.run(environment, "migrate");
        assertThat(first.output())
                .matches("The database is migrated: [1-9][0-9]* migrations applied\n")
                .doesNotContain("Listening on");
        assertThat(first.exitCode()).isZero();
        assertThat(PackagedApp.run(environment, "migrate").output())
                .isEqualTo("The database is migrated: 0 migrations applied\n");

        environment.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
        try (PackagedApp app = PackagedApp.start(environment)) {
            Management.given(app).get("/q/health/ready").then().statusCode(200);
        }
    }

    @Test
    void changesNothingWhenTheServiceWouldNotStart() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.remove("CALLMISSED_KEY_PEPPER");
        PackagedApp.Result refused = PackagedApp.run(environment, "migrate");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("CALLMISSED_KEY_PEPPER is missing")
                .hasLineCount(1);

        environment.put("CALLMISSED_KEY_PEPPER", "a pepper that is only used in tests");
        assertThat(PackagedApp.run(environment, "migrate").output()).doesNotContain(": 0 migrations");
    }

    @Test
    void needsADatabaseOfItsOwn() {
        PackagedApp.Result refused = PackagedApp.run(Map.of(), "migrate");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .isEqualTo("DATABASE_URL is missing: only a start migrates the embedded database\n");
    }
}
