package com.callmissed.realtime;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import com.callmissed.http.error.ApiException;

/**
 * Limits the connections of one kind in this process, for each tenant and for all tenants together. Take a slot before
 * you open the connection, so that a burst cannot exceed the limit. Safe for use from any thread.
 */
public final class ConnectionLimiter {
    private static final int RETRY_AFTER_SECONDS = 10;

    private final String kind;
    private final int perTenant;
    private final int perReplica;
    private final Map<UUID, Integer> byTenant = new HashMap<>();
    private int taken;

    /**
     * @param kind the name of these connections in error messages, in the plural
     * @param perTenant the limit for each tenant in this process
     * @param perReplica the limit for all tenants together in this process
     */
    public ConnectionLimiter(String kind, int perTenant, int perReplica) {
        this.kind = kind;
        this.perTenant = perTenant;
        this.perReplica = perReplica;
    }

    /**
     * Takes a slot for one connection.
     *
     * @throws ApiException 429 {@code rate_limit_exceeded} when the tenant or this process has no free slot
     */
    public synchronized Slot acquire(UUID tenant) {
        int held = byTenant.getOrDefault(tenant, 0);
        if (held >= perTenant) {
            throw refusal("a tenant may have " + perTenant + " at once on one server", perTenant);
        }
        if (taken >= perReplica) {
            throw refusal("this server can hold no more", perReplica);
        }
        byTenant.put(tenant, held + 1);
        taken++;
        return new Slot(tenant);
    }

    /** The number of slots in use now. */
    public synchronized int taken() {
        return taken;
    }

    private ApiException refusal(String why, int limit) {
        return ApiException.limitExceeded("Too many " + kind + ": " + why, limit, RETRY_AFTER_SECONDS);
    }

    /** The slot of one connection. The owner of the connection releases it. */
    public final class Slot {
        private final UUID tenant;
        private boolean released;

        private Slot(UUID tenant) {
            this.tenant = tenant;
        }

        /** Frees the slot. Only the first call has an effect. */
        public void release() {
            synchronized (ConnectionLimiter.this) {
                if (!released) {
                    released = true;
                    taken--;
                    byTenant.computeIfPresent(tenant, (id, held) -> held == 1 ? null : held - 1);
                }
            }
        }
    }
}
