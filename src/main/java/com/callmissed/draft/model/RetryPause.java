package com.callmissed.draft.model;

import java.time.Duration;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;

import com.callmissed.background.Backoff;

/**
 * The pauses of one question: each twice the one before, half of it by chance, and on top of what the provider asks for, so
 * that questions that failed together do not come back together.
 */
final class RetryPause implements CustomBackoffStrategy {
    private final Backoff backoff;
    private int failures;

    /** @param longest as long as a pause gets without the provider's wish */
    RetryPause(Duration first, Duration longest) {
        backoff = new Backoff(first, longest);
    }

    @Override
    public synchronized long nextDelayInMillis(Throwable failure) {
        long jittered = backoff.jittered(failures++).toMillis();
        return failure instanceof ModelFailure model ? model.retryAfter().toMillis() + jittered : jittered;
    }
}
