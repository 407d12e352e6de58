package com.callmissed.lifecycle;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

import com.callmissed.persistence.DatabaseOutage;
import com.callmissed.persistence.Reserved;
import com.callmissed.persistence.WriteRefusals;

/**
 * The service is ready when the database responds and has the schema of this build. A newer replica may have migrated
 * it further. That is allowed, because migrations only add. A database that refuses writes does not make the service
 * unready, because it still serves reads; the data of the check says so. The metric {@code callmissed_ready} repeats
 * the last result, because without it an outage of the database shows only outside of the service.
 */
@Startup
@Readiness
@ApplicationScoped
class DatabaseHealth implements AsyncHealthCheck {
    private static final String NAME = "database";
    private static final String WRITES = "writes";
    /** Also on a standby, transactions are read-only (PostgreSQL manual, section 26.4). */
    private static final String STATE =
            "SELECT EXISTS (SELECT FROM flyway_schema_history WHERE version = $1 AND success),"
                    + " current_setting('transaction_read_only')::boolean";
    /** A slower database cannot serve requests either. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;
    private final WriteRefusals writes;
    private final String newestVersion;
    /** The last result; null before the first check. */
    private volatile Status last;

    /** Reads the version from Flyway during the start, because that blocks. */
    DatabaseHealth(@Reserved Pool pool, WriteRefusals writes, Flyway flyway, MeterRegistry registry) {
        this.pool = pool;
        this.writes = writes;
        this.newestVersion = Arrays.stream(flyway.info().all())
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .getVersion();
        Gauge.builder("callmissed.ready", this, DatabaseHealth::lastResult)
                .description("Whether the last check of readiness found a usable database")
                .register(registry);
        FunctionCounter.builder("callmissed.refused.writes", writes, WriteRefusals::count)
                .description("Requests that failed because the database refused a write while it served reads")
                .register(registry);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.preparedQuery(STATE)
                .execute(Tuple.of(newestVersion))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows -> rows.iterator().next())
                .map(row ->
                        row.getBoolean(0) ? up(row.getBoolean(1)) : down("not migrated to version " + newestVersion))
                .onFailure()
                .recoverWithItem(down("not reachable"))
                .invoke(response -> last = response.getStatus());
    }

    /** 1 if the last check found a usable database, 0 if not, NaN before the first one. */
    double lastResult() {
        Status known = last;
        return known == null ? Double.NaN : known == Status.UP ? 1 : 0;
    }

    private HealthCheckResponse up(boolean readOnly) {
        Optional<String> refusal = readOnly ? Optional.of(DatabaseOutage.READ_ONLY) : writes.reason();
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
        return refusal.map(reason -> response.withData(WRITES, "refused").withData("reason", reason))
                .orElseGet(() -> response.withData(WRITES, "accepted"))
                .build();
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
    }
}
