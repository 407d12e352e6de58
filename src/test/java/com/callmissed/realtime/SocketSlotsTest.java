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

class SocketSlotsTest {
    private final UUID tenant = UUID.randomUUID();
    private final SocketSlots slots = new SocketSlots("sockets", 2, 3);

    @Test
    void refusesATenantThatHasItsShareAndNoOther() {
        slots.acquire(tenant);
        slots.acquire(tenant);

        assertRefused(tenant, 2, "Too many sockets: a tenant may have 2 at once on one server");
        slots.acquire(UUID.randomUUID());
    }

    @Test
    void refusesEverybodyWhenTheProcessIsFull() {
        slots.acquire(tenant);
        slots.acquire(UUID.randomUUID());
        slots.acquire(UUID.randomUUID());

        assertRefused(tenant, 3, "Too many sockets: this server can hold no more");
        assertThat(slots.taken()).isEqualTo(3);
    }

    @Test
    void takesASlotBackOnceOnly() {
        SocketSlots.Slot first = slots.acquire(tenant);
        slots.acquire(tenant);
        first.release();
        first.release();

        slots.acquire(tenant);
        assertRefused(tenant, 2, "Too many sockets: a tenant may have 2 at once on one server");
        assertThat(slots.taken()).isEqualTo(2);
    }

    @Test
    void isNeverOvershotByABurst() {
        SocketSlots many = new SocketSlots("sockets", 100, 150);
        List<UUID> tenants = List.of(UUID.randomUUID(), UUID.randomUUID());

        List<List<SocketSlots.Slot>> held = Parallel.run(16, i -> IntStream.range(0, 50)
                .mapToObj(n -> acquireOrNull(many, tenants.get(n % 2)))
                .filter(Objects::nonNull)
                .toList());

        assertThat(held.stream().mapToInt(List::size).sum()).isEqualTo(150);
        assertThat(many.taken()).isEqualTo(150);
        Parallel.run(16, i -> {
            held.get((i + 1) % 16).forEach(SocketSlots.Slot::release); // each by two threads
            held.get(i).forEach(SocketSlots.Slot::release);
            return null;
        });
        assertThat(many.taken()).isZero();
    }

    @Test
    void countsRightWhileSlotsComeAndGo() {
        SocketSlots few = new SocketSlots("sockets", 5, 8);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<UUID> tenants = List.of(UUID.randomUUID(), UUID.randomUUID());

        Parallel.run(16, i -> {
            for (int n = 0; n < 5_000; n++) {
                SocketSlots.Slot slot = acquireOrNull(
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
        ApiException refused = catchThrowableOfType(ApiException.class, () -> slots.acquire(by));
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

    private static SocketSlots.Slot acquireOrNull(SocketSlots slots, UUID tenant) {
        try {
            return slots.acquire(tenant);
        } catch (ApiException full) {
            return null;
        }
    }
}
