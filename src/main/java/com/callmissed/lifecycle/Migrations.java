package com.callmissed.lifecycle;

import io.smallrye.config.SmallRyeConfig;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

import com.callmissed.config.StartupException;

/**
 * The command {@code migrate}: brings the schema of the database to this version and ends. It starts neither the server
 * nor the workers. A start of the service does the same with the platform's Flyway, which reads the same settings.
 */
public final class Migrations {
    private static final String ANY_NEWER_VERSION = "*:future";

    private Migrations() {}

    /**
     * Applies the migrations that are missing. Blocks the calling thread, as long as they take.
     *
     * @param settings with the database's address
     * @return one line for operators
     * @throws StartupException when the build has none
     * @throws org.flywaydb.core.api.FlywayException when one fails; those before it are applied
     */
    public static String run(SmallRyeConfig settings) {
        Flyway flyway = Flyway.configure()
                .dataSource(
                        settings.getValue("quarkus.datasource.jdbc.url", String.class),
                        settings.getValue("quarkus.datasource.username", String.class),
                        settings.getValue("quarkus.datasource.password", String.class))
                .initSql(settings.getValue("quarkus.flyway.init-sql", String.class))
                .ignoreMigrationPatterns(ANY_NEWER_VERSION)
                .configuration(OnlineMigrations.OPTIONS)
                .load();
        if (flyway.info().all().length == 0) {
            throw new StartupException("This build contains no migrations");
        }
        MigrateResult result = flyway.migrate();
        return "The database is migrated: " + result.migrationsExecuted + " migrations applied";
    }
}
