package com.callmissed.persistence;

import java.time.Duration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How much of the database one tenant may use at the same time, in each process. */
@ConfigMapping(prefix = "callmissed.tenant")
public interface TenantConfig {
    /** The part of the connections for transactions, without those of other tenants, that one tenant may hold. */
    @DecimalMin("0.05")
    @DecimalMax("1")
    @WithDefault("0.66")
    double connections();

    /**
     * Requests of one tenant that may wait for its connections. A wait costs little, and a client that repeats a
     * refused request at once costs more.
     */
    @PositiveOrZero
    @WithDefault("1000")
    int queue();

    /** How long a request may wait for a connection of its tenant before it is refused. */
    @DurationMin(millis = 1)
    @DurationMax(seconds = 30)
    @WithDefault("PT2S")
    Duration patience();
}
