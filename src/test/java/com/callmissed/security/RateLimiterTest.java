package com.callmissed.security;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RateLimiterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:10Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final RateLimiter limiter = new RateLimiter(now::get);

    @Test
    void countsDownAndRefuses() {
        assertThat(limiter.count("key", 2)).isEqualTo(1);
        assertThat(limiter.count("key", 2)).isZero();
        now.set(START.plusMillis(20_500));
        ApiException refused = refused("key", 2);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused).hasMessage("This API key may make 2 requests per minute");
        assertThat(refused.headers())
                .isEqualTo(Map.of("Retry-After", "40", "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "0"));
    }

    @Test
    void beginsAnewAfterAMinuteWhateverWasRefused() {
        limiter.count("key", 1);
        now.set(START.plusSeconds(59));
        refused("key", 1);
        refused("key", 1);
        now.set(START.plusSeconds(60));
        assertThat(limiter.count("key", 1)).isZero();
    }

    @Test
    void countsEachKeyAlone() {
        limiter.count("key", 1);
        assertThat(limiter.count("other", 1)).isZero();
        refused("key", 1);
    }

    private ApiException refused(String keyId, int limit) {
        return catchThrowableOfType(ApiException.class, () -> limiter.count(keyId, limit));
    }
}
