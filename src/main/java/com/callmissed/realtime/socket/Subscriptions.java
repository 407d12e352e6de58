package com.callmissed.realtime.socket;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

/** The open sockets by tenant. Safe for use from any thread. An iteration sees each socket at most once. */
@Singleton
class Subscriptions {
    private final Map<UUID, Set<LiveSocket>> byTenant = new ConcurrentHashMap<>();

    void add(LiveSocket socket) {
        byTenant.compute(socket.tenantId(), (tenant, sockets) -> {
            Set<LiveSocket> present = sockets == null ? ConcurrentHashMap.newKeySet() : sockets;
            present.add(socket);
            return present;
        });
    }

    void remove(LiveSocket socket) {
        byTenant.computeIfPresent(socket.tenantId(), (tenant, sockets) -> {
            sockets.remove(socket);
            return sockets.isEmpty() ? null : sockets;
        });
    }

    Collection<LiveSocket> of(UUID tenant) {
        return byTenant.getOrDefault(tenant, Set.of());
    }

    Stream<LiveSocket> all() {
        return byTenant.values().stream().flatMap(Set::stream);
    }

    int count() {
        return byTenant.values().stream().mapToInt(Set::size).sum();
    }
}
