package com.callmissed.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import com.callmissed.background.AsyncSemaphore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ImmediateBudgetTest {
    private static final int MEGABYTE = 1024 * 1024;
    private static final int LARGE = 900 * 1024;

    private final ImmediateBudget budget = new ImmediateBudget(20);
    private final UUID tenant = UUID.randomUUID();
    private final CompletableFuture<Boolean> work = new CompletableFuture<>();

    @Test
    void givesATenantAQuarterOfTheConnectionsAndAllTenantsHalf() {
        AtomicInteger ofTenant = start(7, tenant);
        AtomicInteger ofAnother = start(7, UUID.randomUUID());
        AtomicInteger ofAThird = start(1, UUID.randomUUID());
        assertThat(List.of(ofTenant.get(), ofAnother.get(), ofAThird.get())).containsExactly(5, 5, 0);
        work.complete(true);
        await().untilAsserted(() -> assertThat(List.of(ofTenant.get(), ofAnother.get(), ofAThird.get()))
                .containsExactly(7, 7, 1));
    }

    @Test
    void letsNobodyWaitForLong() {
        start(5, tenant);
        assertThat(budget.withPlace(tenant, Duration.ofMillis(50), () -> Uni.createFrom()
                                .item(true))
                        .subscribeAsCompletionStage())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(AsyncSemaphore.NoPermitException.class);
    }

    @Test
    void givesATenantAPartOfTheMemory() {
        assertThat(budget.take(List.of(tenant), 4 * MEGABYTE)).isNull();
        assertThat(budget.take(List.of(tenant), LARGE)).isNotNull();
        assertThat(budget.take(List.of(tenant), LARGE)).isNull();
        assertThat(budget.take(List.of(tenant), 1_000)).isNotNull();
    }

    @Test
    void givesAllTenantsTheMemoryOfFour() {
        assertThat(IntStream.range(0, 9)
                        .mapToObj(i -> budget.take(List.of(UUID.randomUUID()), LARGE))
                        .filter(Objects::nonNull))
                .hasSize(4);
    }

    @Test
    void countsADeliveryForEachOfItsTenants() {
        UUID other = UUID.randomUUID();
        assertThat(budget.take(List.of(other), LARGE)).isNotNull();
        assertThat(budget.take(List.of(tenant, other), LARGE)).isNull();
        assertThat(budget.take(List.of(tenant), LARGE)).isNotNull();
    }

    @Test
    void forgetsWhatHasEnded() {
        List<ImmediateBudget.Memory> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(budget.take(List.of(tenant, UUID.randomUUID(), tenant), 1_000));
        }
        taken.forEach(budget::release);
        assertThat(budget.tenants()).isZero();
        assertThat(budget.take(List.of(tenant), LARGE)).isNotNull();
    }

    /** Counts the calls that have begun. */
    private AtomicInteger start(int times, UUID tenant) {
        AtomicInteger begun = new AtomicInteger();
        for (int i = 0; i < times; i++) {
            budget.withPlace(tenant, Duration.ofMinutes(1), () -> {
                        begun.incrementAndGet();
                        return Uni.createFrom().completionStage(work);
                    })
                    .subscribe()
                    .with(done -> {});
        }
        return begun;
    }
}
