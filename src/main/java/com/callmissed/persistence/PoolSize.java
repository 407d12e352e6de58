package com.callmissed.persistence;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The size of the platform's pool, on which other limits depend. */
@Singleton
public class PoolSize {
    private final int connections;

    public PoolSize(
            @ConfigProperty(name = "quarkus.datasource.reactive.max-size", defaultValue = "20") int connections) {
        this.connections = connections;
    }

    /** The maximum number of connections. */
    public int connections() {
        return connections;
    }
}
