package com.callmissed.realtime;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import com.callmissed.http.error.ApiException;

/**
 * How many connections of one kind each tenant, and all tenants together, may hold in this process. A slot is to be taken
 * before the connection is made, so that a burst cannot overshoot. Safe for use from any thread.
 */
public final class ConnectionLimiter {
    private static final int RETRY_AFTER_SECONDS = 10;

    private final String kind;
    private final int perTenant;
    private final int perReplica;
    private final Map<UUID, Integer> byTenant = new HashMap<>();
    private int taken;

    /** @param kind what clients call such connections, in the plural */
    public ConnectionLimiter(String kind, int perTenant, int perReplica) {
        this.kind = kind;
        this.perTenant = perTenant;
        this.perReplica = perReplica;
    }

    /** Fails with 429 {@code rate_limit_exceeded} when the tenant, or this process, has no free slot. */
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

    /** How many are taken now. */
    public synchronized int taken() {
        return taken;
    }

    private ApiException refusal(String why, int limit) {
        return ApiException.limitExceeded("Too many " + kind + ": " + why, limit, RETRY_AFTER_SECONDS);
    }

    /** One connection's place; whoever took it gives it back. */
    public final class Slot {
        private final UUID tenant;
        private boolean released;

        private Slot(UUID tenant) {
            this.tenant = tenant;
        }

        /** Only the first call has an effect. */
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
