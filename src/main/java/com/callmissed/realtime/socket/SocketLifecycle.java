package com.callmissed.realtime.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import com.callmissed.background.PeriodicTask;
import com.callmissed.realtime.SocketConfig;

/** Starts and stops the periodic checks of the open sockets. */
@Singleton
class SocketLifecycle {
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final SocketConfig config;
    private final PeriodicTask sweeps;
    private final PeriodicTask checks;

    SocketLifecycle(Vertx vertx, SocketConfig config, SilentPeerReaper reaper, CredentialWatch credentials) {
        this.config = config;
        this.sweeps = new PeriodicTask(vertx, "look for silent sockets", round(() -> reaper.sweep(System.nanoTime())));
        this.checks = new PeriodicTask(
                vertx, "check the credentials of sockets", round(() -> credentials.check(Instant.now())));
    }

    void start(@Observes StartupEvent event) {
        sweeps.start(SWEEP);
        checks.start(config.credentialCheckInterval());
    }

    void stop(@Observes ShutdownEvent event) {
        sweeps.stop();
        checks.stop();
    }

    private static Supplier<Uni<Void>> round(Runnable work) {
        return () -> Uni.createFrom().voidItem().invoke(work);
    }
}
