package com.callmissed.http.filter;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.platform.ConnectionGuard;
import com.callmissed.platform.ConnectionGuard.Limits;
import com.callmissed.platform.ConnectionGuard.Refusal;

/** Limits the connections of the public port as configured. The management port has no limits. */
@Singleton
class ConnectionLimits {
    private static final Logger LOG = Logger.getLogger(ConnectionLimits.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Vertx vertx;
    private final HttpServer server;
    private final Refusals refusals;
    private final HttpLimitsConfig config;
    private final ConnectionGuard guard;
    private final PeriodicTask sweep;
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    ConnectionLimits(
            Vertx vertx, HttpServer server, HttpLimitsConfig config, Refusals refusals, MeterRegistry registry) {
        this.vertx = vertx;
        this.server = server;
        this.refusals = refusals;
        this.config = config;
        this.guard = new ConnectionGuard(
                new Limits(
                        config.headTimeout(),
                        config.bodyTimeout().plus(BodyReader.GRACE),
                        config.idleTimeout(),
                        config.maxConnections(),
                        config.maxConnectionsPerAddress()),
                InetAddress::isLoopbackAddress,
                this::refused);
        this.sweep = new PeriodicTask(vertx, "close slow connections", () -> Uni.createFrom()
                .voidItem()
                .invoke(guard::sweep));
        Gauge.builder("callmissed.http.connections", guard, ConnectionGuard::count)
                .description("Open connections, with those of sockets")
                .register(registry);
    }

    void start(@ObservesAsync HttpServerStart started) {
        guard.install(vertx, server.getPort(), started.options());
        sweep.start(TICK);
    }

    void stop(@Observes ShutdownEvent event) {
        sweep.stop();
    }

    private void refused(Refusal why) {
        refusals.count(why);
        if (why == Refusal.TOO_MANY_CONNECTIONS_OF_ADDRESS || why == Refusal.TOO_MANY_CONNECTIONS) {
            warn(why);
        }
    }

    /** The setting is in the line, because behind a proxy all connections come from one address. */
    private void warn(Refusal why) {
        long last = warned.get();
        long now = System.nanoTime();
        if (now - last >= QUIET_NANOS && warned.compareAndSet(last, now)) {
            if (why == Refusal.TOO_MANY_CONNECTIONS) {
                LOG.warnf("Refusing connections: there are %d (CALLMISSED_HTTP_MAX_CONNECTIONS)", guard.count());
            } else {
                LOG.warnf(
                        "Refusing connections of an address that has %d. Behind a proxy, set"
                                + " CALLMISSED_HTTP_MAX_CONNECTIONS_PER_ADDRESS=0",
                        config.maxConnectionsPerAddress());
            }
        }
    }
}
