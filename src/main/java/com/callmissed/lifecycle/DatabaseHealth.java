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
 * The service is ready when the database responds and has the schema of this build. A newer replica may have migrated
 * it further. That is allowed, because migrations only add.
 */
@Startup
@Readiness
@ApplicationScoped
class DatabaseHealth implements AsyncHealthCheck {
    private static final String NAME = "database";
    private static final String MIGRATED =
            "SELECT EXISTS (SELECT FROM flyway_schema_history WHERE version = $1 AND success)";
    /** A slower database cannot serve requests either. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final String newestVersion;

    /** Reads the version from Flyway during the start, because that blocks. */
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
