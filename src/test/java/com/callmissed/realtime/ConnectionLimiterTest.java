package com.callmissed.realtime;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ConnectionLimiterTest {
    private final UUID tenant = UUID.randomUUID();
    private final ConnectionLimiter limiter = new ConnectionLimiter("sockets", 2, 3);

    @Test
    void refusesATenantThatHasItsShareAndNoOther() {
        limiter.acquire(tenant);
        limiter.acquire(tenant);

        assertRefused(tenant, 2, "Too many sockets: a tenant may have 2 at once on one server");
        limiter.acquire(UUID.randomUUID());
    }

    @Test
    void refusesEverybodyWhenTheProcessIsFull() {
        limiter.acquire(tenant);
        limiter.acquire(UUID.randomUUID());
        limiter.acquire(UUID.randomUUID());

        assertRefused(tenant, 3, "Too many sockets: this server can hold no more");
        assertThat(limiter.taken()).isEqualTo(3);
    }

    @Test
    void takesASlotBackOnceOnly() {
        ConnectionLimiter.Slot first = limiter.acquire(tenant);
        limiter.acquire(tenant);
        first.release();
        first.release();

        limiter.acquire(tenant);
        assertRefused(tenant, 2, "Too many sockets: a tenant may have 2 at once on one server");
        assertThat(limiter.taken()).isEqualTo(2);
    }

    @Test
    void isNeverOvershotByABurst() {
        ConnectionLimiter many = new ConnectionLimiter("sockets", 100, 150);
        List<UUID> tenants = List.of(UUID.randomUUID(), UUID.randomUUID());

        List<List<ConnectionLimiter.Slot>> held = Parallel.run(16, i -> IntStream.range(0, 50)
                .mapToObj(n -> acquireOrNull(many, tenants.get(n % 2)))
                .filter(Objects::nonNull)
                .toList());

        assertThat(held.stream().mapToInt(List::size).sum()).isEqualTo(150);
        assertThat(many.taken()).isEqualTo(150);
        Parallel.run(16, i -> {
            held.get((i + 1) % 16).forEach(ConnectionLimiter.Slot::release); // each by two threads
            held.get(i).forEach(ConnectionLimiter.Slot::release);
            return null;
        });
        assertThat(many.taken()).isZero();
    }

    @Test
    void countsRightWhileSlotsComeAndGo() {
        ConnectionLimiter few = new ConnectionLimiter("sockets", 5, 8);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<UUID> tenants = List.of(UUID.randomUUID(), UUID.randomUUID());

        Parallel.run(16, i -> {
            for (int n = 0; n < 5_000; n++) {
                ConnectionLimiter.Slot slot = acquireOrNull(
                        few, tenants.get(ThreadLocalRandom.current().nextInt(2)));
                if (slot != null) {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    open.decrementAndGet();
                    slot.release();
                }
            }
            return null;
        });

        assertThat(most).hasValueBetween(1, 8);
        assertThat(few.taken()).isZero();
        tenants.forEach(each -> IntStream.range(0, 4).forEach(n -> few.acquire(each)));
        assertThat(few.taken()).isEqualTo(8);
    }

    private void assertRefused(UUID by, int limit, String message) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> limiter.acquire(by));
        assertThat(refused).hasMessage(message);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused.headers())
                .isEqualTo(Map.of(
                        "Retry-After",
                        "10",
                        "X-RateLimit-Limit",
                        Integer.toString(limit),
                        "X-RateLimit-Remaining",
                        "0"));
    }

    private static ConnectionLimiter.Slot acquireOrNull(ConnectionLimiter limiter, UUID tenant) {
        try {
            return limiter.acquire(tenant);
        } catch (ApiException full) {
            return null;
        }
    }
}
