package com.callmissed.realtime.socket;

import java.time.Instant;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;

import com.callmissed.events.EventCursor;
import com.callmissed.realtime.FeedMetrics;
import com.callmissed.realtime.SocketConfig;
import com.callmissed.security.Caller;
import com.callmissed.security.Scope;

/** Sockets without a network, with the documented defaults. */
final class TestSockets {
    static final SocketConfig DEFAULTS = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withMapping(SocketConfig.class)
            .build()
            .getConfigMapping(SocketConfig.class);

    private TestSockets() {}

    static Caller key(String id, Instant expiresAt) {
        return new Caller(UUID.randomUUID(), Caller.Kind.API_KEY, id, null, Scope.every(), expiresAt);
    }

    /** A registered socket that was opened at {@code now}, in nanoseconds. */
    static LiveSocket open(Subscriptions subscriptions, Caller caller, Transport transport, long now) {
        SocketMetrics metrics =
                new SocketMetrics(new SimpleMeterRegistry(), subscriptions, new FeedMetrics(new SimpleMeterRegistry()));
        LiveSocket socket = new LiveSocket(caller, EventCursor.START, transport, null, DEFAULTS, metrics, now);
        subscriptions.add(socket);
        socket.start(EventCursor.START);
        return socket;
    }
}
