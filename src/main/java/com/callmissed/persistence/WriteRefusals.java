package com.callmissed.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Remembers that the database refuses writes while it serves reads, as failed requests have shown it: its disk is full,
 * or it is read-only. A later write that succeeds ends this at once. Without any write it ends after a minute, because
 * then nobody knows. Safe for use from any thread.
 */
@ApplicationScoped
public class WriteRefusals {
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final AtomicLong count = new AtomicLong();
    private volatile Refusal last;

    private record Refusal(String reason, Instant until) {}

    @Inject
    WriteRefusals() {
        this(InstantSource.system());
    }

    WriteRefusals(InstantSource clock) {
        this.clock = clock;
    }

    /** Records {@code failure} if it is a refused write, and ignores any other failure. */
    public void failed(Throwable failure) {
        DatabaseOutage.refusedWrite(failure).ifPresent(reason -> {
            count.incrementAndGet();
            last = new Refusal(reason, clock.instant().plus(MEMORY));
        });
    }

    /** Records that the database has committed a write. */
    public void succeeded() {
        if (last != null) {
            last = null;
        }
    }

    /** Returns how many refused writes were recorded since the start of the process. */
    public long count() {
        return count.get();
    }

    /** Returns why writes fail; empty when none has failed lately. */
    public Optional<String> reason() {
        return Optional.ofNullable(last)
                .filter(refusal -> clock.instant().isBefore(refusal.until()))
                .map(Refusal::reason);
    }
}
