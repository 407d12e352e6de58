package com.callmissed.persistence;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long the service waits for the database. The limits apply to every connection except those of migrations. */
@ConfigMapping(prefix = "callmissed.database")
public interface DatabaseConfig {
    /** How long a statement may wait for a lock. */
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    @WithDefault("PT3S")
    Duration lockTimeout();

    /** How long a statement may run. */
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    @WithDefault("PT10S")
    Duration statementTimeout();

    /** How long a transaction may wait for its next statement, so that a frozen process does not keep its locks. */
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    @WithDefault("PT3S")
    Duration idleInTransactionTimeout();

    /** How long a new connection may take, with the login. */
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    @WithDefault("PT3S")
    Duration connectTimeout();
}
