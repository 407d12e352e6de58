package com.callmissed.draft.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;

/**
 * The pauses of one question: each twice the one before, half of it by chance, and on top of what the provider asks for, so
 * that questions that failed together do not come back together.
 */
final class RetryPause implements CustomBackoffStrategy {
    private long base;

    RetryPause(Duration first) {
        base = first.toMillis();
    }

    @Override
    public synchronized long nextDelayInMillis(Throwable failure) {
        long jittered = base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
        base = base * 2;
        return failure instanceof ModelFailure model ? model.retryAfter().toMillis() + jittered : jittered;
    }

    /**
     * What {@code Retry-After} says (RFC 9110, section 10.2.3): seconds or a date.
     *
     * @param header may be null
     * @return zero when it says nothing that can be understood
     */
    static Duration asked(String header, Instant now) {
        if (header == null) {
            return Duration.ZERO;
        }
        String value = header.strip();
        try {
            Duration pause = value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
