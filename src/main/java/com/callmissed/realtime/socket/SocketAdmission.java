package com.callmissed.realtime.socket;

import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.platform.NetworkConnection;
import com.callmissed.realtime.ConnectionLimiter;
import com.callmissed.realtime.SocketConfig;

/** Takes the slot of a socket for each handshake, or refuses the handshake when there is none. */
@Singleton
class SocketAdmission {
    private static final int UPGRADED = 101;

    private final ConnectionLimiter limiter;

    @Inject
    SocketAdmission(SocketConfig config, MeterRegistry registry) {
        this(new ConnectionLimiter("sockets", config.maxPerTenant(), config.maxPerReplica()));
        Gauge.builder("callmissed.socket.slots", limiter, ConnectionLimiter::taken)
                .description("Sockets that count towards the limits: open, being opened or being closed")
                .register(registry);
    }

    SocketAdmission(ConnectionLimiter limiter) {
        this.limiter = limiter;
    }

    /**
     * Takes a slot. It is free again when the network connection has ended for any reason, or when the handshake got
     * another response than an upgrade and the connection may stay open.
     *
     * @throws ApiException 429 {@code rate_limit_exceeded} when there is no free slot
     */
    void admit(UUID tenant, RoutingContext handshake) {
        ConnectionLimiter.Slot slot = limiter.acquire(tenant);
        Runnable forget = NetworkConnection.of(handshake.request()).whenClosed(slot::release);
        handshake.addEndHandler(end -> {
            if (handshake.response().getStatusCode() != UPGRADED) {
                slot.release();
                forget.run();
            }
        });
    }
}
