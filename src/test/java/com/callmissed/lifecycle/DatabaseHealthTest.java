package com.callmissed.lifecycle;

import java.time.Duration;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DatabaseHealthTest {
    private static final String NEWEST =
            " WHERE installed_rank = (SELECT max(installed_rank) FROM flyway_schema_history)";

    @Inject
    Pool pool;

    @Inject
    @Readiness
    DatabaseHealth health;

    @Test
    void isReadyWithAMigratedDatabase() {
        Management.given()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("database"));
        assertThat(health.lastResult()).isEqualTo(1);
    }

    @Test
    void isNotReadyBeforeTheNewestMigration() {
        execute("UPDATE flyway_schema_history SET success = false" + NEWEST);
        try {
            Management.given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.find { it.name == 'database' }.status", equalTo("DOWN"))
                    .body(
                            "checks.find { it.name == 'database' }.data.reason",
                            startsWith("not migrated to version 20"));
            assertThat(health.lastResult()).isZero();
        } finally {
            execute("UPDATE flyway_schema_history SET success = true" + NEWEST);
        }
    }

    @Test
    void livesWithoutLookingAtTheDatabase() {
        Management.given().get("/q/health/live").then().statusCode(200).body("checks.size()", equalTo(0));
    }

    private void execute(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(10));
    }
}
