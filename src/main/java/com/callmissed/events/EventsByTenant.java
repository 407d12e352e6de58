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

    static Uni<Void> eachTenant(
            List<? extends DomainEvent> events, BiFunction<UUID, List<DomainEvent>, Uni<Void>> append) {
        return Multi.createFrom()
                .iterable(byTenant(events).entrySet())
                .onItem()
                .transformToUniAndConcatenate(tenant -> append.apply(tenant.getKey(), tenant.getValue()))
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
