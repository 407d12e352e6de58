package com.callmissed.persistence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

/** Creates ids and timestamps in the form that the database stores. */
@ApplicationScoped
public class Ids {
    private final TimeBasedEpochGenerator generator = Generators.timeBasedEpochGenerator();

    /** A version 7 UUID (RFC 9562). Later ids of one process sort after earlier ones, which keeps indexes dense. */
    public UUID next() {
        return generator.generate();
    }

    /** The current time in microseconds, as PostgreSQL stores it, so that a response and a later read agree. */
    public static Instant now() {
        return stored(Instant.now());
    }

    /** Truncates {@code instant} to the precision of the database; null stays null. */
    public static Instant stored(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
