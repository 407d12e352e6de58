package com.callmissed.inbound;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Who has the workers of this process: one tenant has at most half of them, and large payloads have at most half of
 * them, because of their memory. Tenants take turns. Safe for use by several threads.
 */
final class WorkerShares {
    /** A payload with a larger body is large, in bytes. */
    static final int LARGE = 256 * 1024;

    /** Tenants whose turn is remembered. */
    private static final int REMEMBERED = 1000;

    private final int workers;
    private final int half;
    private final Map<UUID, Integer> running = new HashMap<>();
    private final Set<UUID> served = new LinkedHashSet<>();
    private int large;
    private int all;

    /**
     * Creates the shares.
     *
     * @param wanted number of workers
     * @param connections of the pool; workers take at most a quarter of them
     */
    WorkerShares(int wanted, int connections) {
        this.workers = Math.max(1, Math.min(wanted, connections / 4));
        this.half = Math.max(1, workers / 2);
    }

    int workers() {
        return workers;
    }

    synchronized void begin(ClaimedPayload claimed) {
        UUID tenant = claimed.payload().tenantId();
        all++;
        large += isLarge(claimed) ? 1 : 0;
        running.merge(tenant, 1, Integer::sum);
        served.remove(tenant);
        served.add(tenant);
        if (served.size() > REMEMBERED) {
            served.remove(served.iterator().next());
        }
    }

    synchronized void end(ClaimedPayload claimed) {
        all--;
        large -= isLarge(claimed) ? 1 : 0;
        running.computeIfPresent(claimed.payload().tenantId(), (tenant, count) -> count == 1 ? null : count - 1);
    }

    /** The tenants that have as many workers as they may have. */
    synchronized Collection<UUID> busy() {
        return running.entrySet().stream()
                .filter(tenant -> tenant.getValue() >= half)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The tenants in the order of their last turn. */
    synchronized Collection<UUID> served() {
        return List.copyOf(served);
    }

    /** The largest body that a worker may take now, in bytes. */
    synchronized int largest() {
        return large < half ? Integer.MAX_VALUE : LARGE;
    }

    /** Whether another payload may be waiting for the worker of this one. */
    synchronized boolean isWaitedFor(ClaimedPayload claimed) {
        return all >= workers || isLarge(claimed) && large >= half;
    }

    private static boolean isLarge(ClaimedPayload claimed) {
        return claimed.payload().body().length > LARGE;
    }
}
