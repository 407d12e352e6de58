package com.callmissed.persistence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One call of a tenant at a time, and one that waits. */
class TenantSharesTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final int QUEUE = 1;

    private final Vertx vertx = Vertx.vertx();
    private final TenantShares shares = TenantShares.ofEach(1, new Patience(Duration.ofSeconds(30)));

    private record Patience(Duration patience) implements TenantConfig {
        @Override
        public double connections() {
            return 0.66;
        }

        @Override
        public int queue() {
            return QUEUE;
        }
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void refusesARequestBeforeItsFirstCallWhenTooManyWait() {
        Promise<String> running = Promise.promise();
        CompletableFuture<String> first = request(TENANT, running::future);
        CompletableFuture<String> waiting = request(TENANT, () -> Future.succeededFuture("second"));
        assertThatThrownBy(() -> within(request(TENANT, () -> Future.succeededFuture("third"))))
                .hasCauseInstanceOf(TenantBusyException.class);
        assertThat(within(request(UUID.randomUUID(), () -> Future.succeededFuture("of another"))))
                .isEqualTo("of another");
        assertThat(waiting).isNotDone();
        running.complete("first");
        assertThat(within(first)).isEqualTo("first");
        assertThat(within(waiting)).isEqualTo("second");
    }

    @Test
    void refusesARequestThatWaitsTooLong() {
        TenantShares impatient = TenantShares.ofEach(1, new Patience(Duration.ofMillis(1)));
        Promise<String> running = Promise.promise();
        CompletableFuture<String> first = run(() -> {
            TenantScope.enterRequest(TENANT);
            return of(impatient.run(running::future));
        });
        assertThatThrownBy(() -> within(run(() -> {
                    TenantScope.enterRequest(TENANT);
                    return of(impatient.run(() -> Future.succeededFuture("second")));
                })))
                .hasCauseInstanceOf(TenantBusyException.class);
        running.complete("first");
        assertThat(within(first)).isEqualTo("first");
    }

    /** A refusal would come after the first effect. */
    @Test
    void doesNotRefuseARequestThatHasBegun() {
        Promise<String> begun = Promise.promise();
        Promise<String> running = Promise.promise();
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletableFuture<String> twice = run(() -> {
            TenantScope.enterRequest(TENANT);
            return of(shares.run(() -> Future.succeededFuture("first")))
                    .invoke(() -> first.complete(null))
                    .chain(done -> of(begun.future()))
                    .emitOn(Contexts.current())
                    .chain(done -> {
                        Future<String> again = shares.run(() -> Future.succeededFuture("again"));
                        second.complete(null);
                        return of(again);
                    });
        });
        within(first);
        CompletableFuture<String> other = request(TENANT, running::future);
        CompletableFuture<String> waiting = request(TENANT, () -> Future.succeededFuture("waited"));
        begun.complete("begun");
        within(second);
        assertThatThrownBy(() -> within(request(TENANT, () -> Future.succeededFuture("new"))))
                .hasCauseInstanceOf(TenantBusyException.class);
        running.complete("other");
        assertThat(within(other)).isEqualTo("other");
        assertThat(within(waiting)).isEqualTo("waited");
        assertThat(within(twice)).isEqualTo("again");
    }

    @Test
    void doesNotRefuseAJobAndRestoresTheScope() {
        Promise<String> running = Promise.promise();
        CompletableFuture<String> first = request(TENANT, running::future);
        CompletableFuture<String> waiting = request(TENANT, () -> Future.succeededFuture("waited"));
        UUID around = UUID.randomUUID();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<UUID> job = run(() -> {
            TenantScope.enterRequest(around);
            return TenantScope.job(TENANT, () -> {
                        Future<String> done = shares.run(() -> Future.succeededFuture("job"));
                        begun.complete(null);
                        return of(done);
                    })
                    .map(done -> TenantScope.current().tenantId());
        });
        within(begun);
        assertThat(job).isNotDone();
        running.complete("first");
        assertThat(within(job)).isEqualTo(around);
        assertThat(within(first)).isEqualTo("first");
        assertThat(within(waiting)).isEqualTo("waited");
    }

    /** Two works that each hold one connection and wait for a second one would wait for each other. */
    @Test
    void doesNotMakeTheHolderOfAConnectionWait() {
        Promise<String> running = Promise.promise();
        CompletableFuture<String> holder = run(() -> {
            TenantScope.enterRequest(TENANT);
            TenantScope scope = TenantScope.current();
            return shares.inShare(scope, () -> {
                scope.connected();
                return of(shares.run(() -> Future.succeededFuture("second connection")));
            });
        });
        assertThat(within(holder)).isEqualTo("second connection");
        running.complete("over");
    }

    /** Of 20: 13 for the first tenant, then 0.66 of 7, of 3, and one for each further tenant. */
    @Test
    void leavesSomethingToTheNextTenant() {
        TenantShares ofTwenty = TenantShares.of(20, new Patience(Duration.ofSeconds(30)));
        Promise<String> running = Promise.promise();
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int expected : new int[] {13, 4, 1, 1}) {
            AtomicInteger begun = new AtomicInteger();
            UUID tenant = UUID.randomUUID();
            for (int i = 0; i < expected + QUEUE; i++) {
                calls.add(request(ofTwenty, tenant, () -> {
                    begun.incrementAndGet();
                    return running.future();
                }));
            }
            assertThat(begun).hasValue(expected);
        }
        running.complete("over");
        assertThat(calls).allSatisfy(call -> assertThat(within(call)).isEqualTo("over"));
    }

    @Test
    void hasNoLimitWithoutATenant() {
        Promise<String> running = Promise.promise();
        for (int i = 0; i < 3; i++) {
            run(() -> of(shares.run(running::future)));
        }
        assertThat(within(run(() -> of(shares.run(() -> Future.succeededFuture("free"))))))
                .isEqualTo("free");
    }

    @Test
    void reportsALateConnectionOfAJobAsAnOutage() {
        assertThat(DatabaseOutage.isBehind(new VertxException("Timeout waiting for connection of the tenant", true)))
                .isTrue();
    }

    private CompletableFuture<String> request(UUID tenant, Supplier<Future<String>> statement) {
        return request(shares, tenant, statement);
    }

    private CompletableFuture<String> request(TenantShares shares, UUID tenant, Supplier<Future<String>> statement) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<String> result = run(() -> {
            TenantScope.enterRequest(tenant);
            Future<String> running = shares.run(statement);
            begun.complete(null);
            return of(running);
        });
        begun.orTimeout(10, TimeUnit.SECONDS).join();
        return result;
    }

    private <T> CompletableFuture<T> run(Supplier<Uni<T>> work) {
        return Contexts.run(vertx, work);
    }

    private static <T> Uni<T> of(Future<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }

    private static <T> T within(CompletableFuture<T> result) {
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
