package com.callmissed.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerResponse;

import com.callmissed.http.error.ApiException;

/**
 * Enforces the limit of requests per minute of a key, or of the subject of tokens. A minute starts with the first
 * request after the last minute ended. Each process counts for itself, so with {@code n} replicas a caller can reach
 * {@code n} times the limit.
 */
@ApplicationScoped
class RateLimiter {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_CALLERS = 100_000;
    private static final String LIMIT = "X-RateLimit-Limit";
    private static final String REMAINING = "X-RateLimit-Remaining";

    private final InstantSource clock;
    private final Cache<Counted, Window> windows;

    private record Window(Instant end, AtomicInteger requests) {}

    /** Tenants choose subjects themselves, so a subject counts for its tenant only. */
    private record Counted(UUID tenantId, Caller.Kind kind, String id) {
        static Counted of(Caller caller) {
            return new Counted(caller.tenantId(), caller.kind(), caller.id());
        }
    }

    @Inject
    RateLimiter() {
        this(InstantSource.system());
    }

    RateLimiter(InstantSource clock) {
        this.clock = clock;
        this.windows = Caches.expiring(MAX_CALLERS, clock, Window::end);
    }

    /**
     * Counts a request and sets the headers with the remaining number. Callers without a limit pass.
     *
     * @throws ApiException 429 when the limit is reached
     */
    void admit(SecurityIdentity identity, HttpServerResponse response) {
        Integer limit = identity.getAttribute(CallerIdentity.RATE_LIMIT);
        if (limit != null) {
            int remaining = count(Caller.of(identity), limit);
            response.putHeader(LIMIT, limit.toString());
            response.putHeader(REMAINING, Integer.toString(remaining));
        }
    }

    /**
     * Counts a request and returns how many are left in this minute.
     *
     * @throws ApiException 429 when none was left
     */
    int count(Caller caller, int limit) {
        Instant now = clock.instant();
        Instant end = now.plus(WINDOW);
        Window window = windows.get(Counted.of(caller), counted -> new Window(end, new AtomicInteger()));
        int before = window.requests.getAndUpdate(requests -> Math.min(requests + 1, limit));
        if (before >= limit) {
            long seconds = Math.max(
                    1, Duration.between(now, window.end).plusMillis(999).toSeconds());
            String who = caller.kind() == Caller.Kind.API_KEY ? "This API key" : "This user";
            throw ApiException.limitExceeded(who + " may make " + limit + " requests per minute", limit, seconds);
        }
        return limit - before - 1;
    }
}
