package com.callmissed.lifecycle;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.runtime.Startup;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Ready means: the database answers and holds the schema that this build was written for. A newer replica may have
 * migrated it further; migrations only add, so that is no reason to leave.
 */
@Startup
@Readiness
@ApplicationScoped
class DatabaseHealth implements AsyncHealthCheck {
    private static final String NAME = "database";
    private static final String MIGRATED =
            "SELECT EXISTS (SELECT FROM flyway_schema_history WHERE version = $1 AND success)";
    /** A database that takes longer serves nobody either. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final String newestVersion;

    /** Asks Flyway while the service starts, because it blocks. */
    DatabaseHealth(Pool pool, Flyway flyway) {
        this.pool = pool;
        this.newestVersion = Arrays.stream(flyway.info().all())
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .getVersion();
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.preparedQuery(MIGRATED)
                .execute(Tuple.of(newestVersion))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows -> rows.iterator().next().getBoolean(0)
                        ? HealthCheckResponse.up(NAME)
                        : down("not migrated to version " + newestVersion))
                .onFailure()
                .recoverWithItem(down("not reachable"));
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
    }
}
