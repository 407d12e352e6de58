package com.callmissed.persistence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

/** Ids and timestamps as the database keeps them. */
@ApplicationScoped
public class Ids {
    private final TimeBasedEpochGenerator generator = Generators.timeBasedEpochGenerator();

    /** A version 7 UUID (RFC 9562): later ids of one process sort behind earlier ones, which keeps indexes dense. */
    public UUID next() {
        return generator.generate();
    }

    /** Now, to the microsecond that PostgreSQL stores, so that an answer and a later read agree. */
    public static Instant now() {
        return stored(Instant.now());
    }

    /** What is left of {@code instant} once it was stored; null stays null. */
    public static Instant stored(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
