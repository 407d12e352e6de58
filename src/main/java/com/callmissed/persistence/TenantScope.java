package com.callmissed.persistence;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;

import com.callmissed.background.LogFields;

/**
 * The tenant for whom the current duplicated Vert.x context works. What the context asks of the database counts against
 * the share of this tenant, see {@link TenantShares}, and its log lines name the tenant. Work without a scope has no
 * share and no limit.
 */
public final class TenantScope {
    private static final String LOCAL = TenantScope.class.getName();

    private final UUID tenantId;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean begun;

    private TenantScope(UUID tenantId, boolean begun) {
        this.tenantId = tenantId;
        this.begun = begun;
    }

    /**
     * Begins a request of a tenant, unless this context has begun it. The request may be refused until it has used the
     * database for the first time. Without a duplicated context nothing happens.
     */
    public static void enterRequest(UUID tenantId) {
        TenantScope known = current();
        if (known == null || !known.tenantId.equals(tenantId)) {
            enter(new TenantScope(tenantId, false));
        }
    }

    /**
     * Runs a job of a tenant. A job waits for its turn and is not refused, because nobody would repeat it soon. The
     * earlier scope of the context returns with its end. Without a duplicated context the job has no scope.
     */
    public static <T> Uni<T> job(UUID tenantId, Supplier<Uni<T>> job) {
        return Uni.createFrom().deferred(() -> {
            TenantScope earlier = current();
            enter(new TenantScope(tenantId, true));
            return job.get().onTermination().invoke(() -> enter(earlier));
        });
    }

    private static void enter(TenantScope scope) {
        if (!VertxContext.isOnDuplicatedContext()) {
            return;
        }
        LogFields.set(LogFields.TENANT_ID, scope == null ? null : scope.tenantId);
        if (scope == null) {
            ContextLocals.remove(LOCAL);
        } else {
            ContextLocals.put(LOCAL, scope);
        }
    }

    /** The scope of this context; null when it has none. */
    static TenantScope current() {
        return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(LOCAL, null) : null;
    }

    UUID tenantId() {
        return tenantId;
    }

    /** Whether the work has used the database. A refusal would come in the middle of it, perhaps after a commit. */
    boolean hasBegun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    /** Whether the work has a connection. If it waited for a second one, two such works could wait for each other. */
    boolean hasConnection() {
        return connections.get() > 0;
    }

    void connected() {
        connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }
}
