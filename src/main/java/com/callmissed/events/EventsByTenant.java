package com.callmissed.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Groups the events of one transaction by tenant. All transactions use the same order of tenants, which prevents
 * deadlocks.
 */
final class EventsByTenant {
    private EventsByTenant() {}

    /**
     * Appends the events and ends the transaction. Sends {@code commit} directly behind the last append, without
     * waiting for its result: when the append fails, the commit is a rollback.
     *
     * @param append sends its statement when it is subscribed to
     * @param rollback runs when an append fails before the commit is sent
     */
    static Uni<Void> commit(
            List<? extends DomainEvent> events,
            BiFunction<UUID, List<DomainEvent>, Uni<Void>> append,
            Uni<Void> commit,
            Uni<Void> rollback) {
        return Uni.createFrom()
                .item(() -> byTenant(events).entrySet().stream()
                        .map(tenant -> append.apply(tenant.getKey(), tenant.getValue()))
                        .toList())
                .call(EventsByTenant::allButLast)
                .onFailure()
                .call(() -> rollback)
                .chain(appends -> appends.isEmpty()
                        ? commit
                        : Uni.combine()
                                .all()
                                .unis(appends.get(appends.size() - 1), commit)
                                .discardItems());
    }

    private static Uni<Void> allButLast(List<Uni<Void>> appends) {
        return Multi.createFrom()
                .iterable(appends.subList(0, Math.max(0, appends.size() - 1)))
                .onItem()
                .transformToUniAndConcatenate(append -> append)
                .onItem()
                .ignoreAsUni();
    }

    static Map<UUID, List<DomainEvent>> byTenant(List<? extends DomainEvent> events) {
        Map<UUID, List<DomainEvent>> byTenant = new TreeMap<>();
        events.forEach(event -> byTenant.computeIfAbsent(event.metadata().tenantId(), tenant -> new ArrayList<>(2))
                .add(event));
        return byTenant;
    }
}
