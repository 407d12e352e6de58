package com.callmissed.security;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RateLimiterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:10Z");

    private static final UUID TENANT = UUID.randomUUID();

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final RateLimiter limiter = new RateLimiter(now::get);

    @Test
    void countsDownAndRefuses() {
        assertThat(limiter.count(key("key"), 2)).isEqualTo(1);
        assertThat(limiter.count(key("key"), 2)).isZero();
        now.set(START.plusMillis(20_500));
        ApiException refused = refused("key", 2);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused).hasMessage("This API key may make 2 requests per minute");
        assertThat(refused.headers())
                .isEqualTo(Map.of("Retry-After", "40", "X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "0"));
    }

    @Test
    void beginsAnewAfterAMinuteWhateverWasRefused() {
        limiter.count(key("key"), 1);
        now.set(START.plusSeconds(59));
        refused("key", 1);
        refused("key", 1);
        now.set(START.plusSeconds(60));
        assertThat(limiter.count(key("key"), 1)).isZero();
    }

    @Test
    void countsEachKeyAlone() {
        limiter.count(key("key"), 1);
        assertThat(limiter.count(key("other"), 1)).isZero();
        refused("key", 1);
    }

    @Test
    void countsASubjectOfEachTenantAloneAndApartFromKeys() {
        limiter.count(user(TENANT, "key"), 1);
        assertThat(limiter.count(user(UUID.randomUUID(), "key"), 1)).isZero();
        assertThat(limiter.count(key("key"), 1)).isZero();
        assertThat(catchThrowableOfType(ApiException.class, () -> limiter.count(user(TENANT, "key"), 1)))
                .hasMessage("This user may make 1 requests per minute");
    }

    private ApiException refused(String keyId, int limit) {
        return catchThrowableOfType(ApiException.class, () -> limiter.count(key(keyId), limit));
    }

    private static Caller key(String id) {
        return new Caller(TENANT, Caller.Kind.API_KEY, id, null, Set.of(), null);
    }

    private static Caller user(UUID tenant, String subject) {
        return new Caller(tenant, Caller.Kind.USER, subject, Role.AGENT, Set.of(), START.plusSeconds(600));
    }
}
