package com.callmissed.lifecycle;

import java.util.Map;

import jakarta.inject.Singleton;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Lets a migration build an index while the service runs. {@code CREATE INDEX CONCURRENTLY} waits for the end of every
 * open transaction, and so it would wait for the one in which Flyway holds its lock. The lock is held by the session
 * instead.
 */
@Singleton
class OnlineMigrations implements FlywayConfigurationCustomizer {
    static final Map<String, String> OPTIONS = Map.of("flyway.postgresql.transactional.lock", "false");

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.configuration(OPTIONS);
    }
}
