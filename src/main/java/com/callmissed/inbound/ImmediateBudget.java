package com.callmissed.inbound;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import com.callmissed.background.AsyncSemaphore;

/**
 * Limits what requests process themselves, for each tenant and in all: the memory of the payloads, and how many are
 * processed at the same time. What exceeds the limits is left to the workers. Safe for use by several threads.
 */
final class ImmediateBudget {
    private static final int ALL_KB = 32 * 1024;
    private static final int TENANT_KB = ALL_KB / 4;

    /** The heap for the messages of a payload besides its body, in KB. */
    private static final int LEAST_KB = 64;

    /** A body in memory, as it is and as parsed JSON, in multiples of its size. */
    private static final int COPIES = 8;

    private final AsyncSemaphore places;
    private final AsyncSemaphore placesOfTenant;
    private final Map<UUID, Integer> kbOfTenant = new HashMap<>();
    private int kb;

    /** @param connections of the pool; requests take at most half of them, those of one tenant a quarter */
    ImmediateBudget(int connections) {
        this.places = new AsyncSemaphore(Math.max(1, connections / 2));
        this.placesOfTenant = new AsyncSemaphore(Math.max(1, connections / 4));
    }

    /** The memory of one delivery. */
    record Memory(Set<UUID> tenants, int kb) {}

    /**
     * Takes memory for a delivery.
     *
     * @param tenants whose bots get it
     * @param bytes of its body
     * @return null if there is not enough left
     */
    synchronized Memory take(Collection<UUID> tenants, int bytes) {
        Memory memory = new Memory(Set.copyOf(tenants), LEAST_KB + bytes / 1024 * COPIES);
        boolean fits = kb + memory.kb() <= ALL_KB
                && memory.tenants().stream()
                        .allMatch(tenant -> kbOfTenant.getOrDefault(tenant, 0) + memory.kb() <= TENANT_KB);
        if (!fits) {
            return null;
        }
        add(memory, 1);
        return memory;
    }

    synchronized void release(Memory memory) {
        add(memory, -1);
    }

    /** The number of tenants that have memory. */
    synchronized int tenants() {
        return kbOfTenant.size();
    }

    private void add(Memory memory, int sign) {
        kb += sign * memory.kb();
        for (UUID tenant : memory.tenants()) {
            int used = kbOfTenant.merge(tenant, sign * memory.kb(), Integer::sum);
            if (used == 0) {
                kbOfTenant.remove(tenant);
            }
        }
    }

    /**
     * Runs {@code work} as soon as the tenant has a free place. Its memory limits how many wait.
     *
     * @param patience how long the work may wait
     * @return fails with {@link AsyncSemaphore.NoPermitException} when the work did not begin
     */
    <T> Uni<T> withPlace(UUID tenant, Duration patience, Supplier<Uni<? extends T>> work) {
        return placesOfTenant.withPermit(tenant, patience, () -> places.withPermit(this, patience, work));
    }
}
