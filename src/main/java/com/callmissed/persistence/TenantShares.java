package com.callmissed.persistence;

import java.time.Duration;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.background.AsyncSemaphore.NoPermitException;

/**
 * Limits how many calls of one tenant use a group of connections at the same time. Further calls wait in the order of
 * arrival. Safe for use by several threads.
 *
 * <p>A request is refused only before its first call: too many wait, or it has waited too long. A later call of the
 * same request, and each call of a job, waits as long as for a connection of the pool.
 */
final class TenantShares {
    /** The time that the client waits for a connection of a pool by default. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final int most;
    private final TenantConfig config;
    private final AsyncSemaphore calls;

    private TenantShares(IntUnaryOperator limit, TenantConfig config) {
        this.most = limit.applyAsInt(0);
        this.config = config;
        this.calls = new AsyncSemaphore(limit, config.queue());
    }

    /** A tenant may have {@code limit} calls at the same time. */
    static TenantShares ofEach(int limit, TenantConfig config) {
        return new TenantShares(others -> limit, config);
    }

    /**
     * A tenant may have the configured part of what the others leave of {@code capacity}. So one tenant alone gets most
     * of it, and any number of busy ones leave something to the next.
     */
    static TenantShares of(int capacity, TenantConfig config) {
        return new TenantShares(others -> Math.max(1, (int) ((capacity - others) * config.connections())), config);
    }

    /** Runs one statement in the share of the current tenant. Fails with {@link TenantBusyException}. */
    <T> Future<T> run(Supplier<Future<T>> statement) {
        TenantScope scope = TenantScope.current();
        if (scope == null || scope.hasConnection()) {
            return statement.get();
        }
        if (tryBegin(scope)) {
            return statement.get().onComplete(done -> end(scope));
        }
        Promise<T> result = Promise.promise();
        inShare(scope, () -> Uni.createFrom()
                        .completionStage(() -> statement.get().toCompletionStage()))
                .subscribe()
                .with(result::complete, result::fail);
        return result.future();
    }

    /** Takes a permit if one is free now. The caller must call {@link #end} once. */
    boolean tryBegin(TenantScope scope) {
        boolean begun = calls.tryBegin(scope.tenantId());
        if (begun) {
            scope.begin();
        }
        return begun;
    }

    void end(TenantScope scope) {
        calls.end(scope.tenantId());
    }

    /**
     * Runs {@code work} in the share of {@code scope}.
     *
     * @param work counts until it has ended
     */
    <T> Uni<T> inShare(TenantScope scope, Supplier<Uni<? extends T>> work) {
        Supplier<Uni<? extends T>> begun = () -> {
            scope.begin();
            return work.get();
        };
        return scope.hasBegun()
                ? calls.<T>withPermitInAnyCase(scope.tenantId(), LONGEST, begun)
                        .onFailure(NoPermitException.class)
                        .transform(late -> new VertxException("Timeout waiting for connection of the tenant", true))
                : calls.<T>withPermit(scope.tenantId(), config.patience(), begun)
                        .onFailure(NoPermitException.class)
                        .transform(refused -> new TenantBusyException(most + config.queue()));
    }
}
