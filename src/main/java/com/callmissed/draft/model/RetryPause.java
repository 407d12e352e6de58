package com.callmissed.draft.model;

import java.time.Duration;

import io.smallrye.faulttolerance.api.CustomBackoffStrategy;

import com.callmissed.background.Backoff;

/**
 * The pauses between the attempts of one request. Each is twice as long as the last one, half of it random, and is
 * added to the pause that the provider asks for. So requests that failed together are not repeated together.
 */
final class RetryPause implements CustomBackoffStrategy {
    private final Backoff backoff;
    private int failures;

    /** @param longest the longest pause, without the one that the provider asks for */
    RetryPause(Duration first, Duration longest) {
        backoff = new Backoff(first, longest);
    }

    @Override
    public synchronized long nextDelayInMillis(Throwable failure) {
        long jittered = backoff.jittered(failures++).toMillis();
        return failure instanceof ModelFailure model ? model.retryAfter().toMillis() + jittered : jittered;
    }
}
