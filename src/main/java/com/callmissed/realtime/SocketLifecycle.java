package com.callmissed.realtime;

import java.time.Instant;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/** Runs the recurring checks while the service is up, and says goodbye to every peer when it goes down. */
@Singleton
class SocketLifecycle {
    private static final long SWEEP_MILLIS = 1_000;

    private final Vertx vertx;
    private final SocketConfig config;
    private final Subscriptions subscriptions;
    private final Reaper reaper;
    private final CredentialWatch credentials;
    private long sweepTimer;
    private long credentialTimer;

    SocketLifecycle(
            Vertx vertx, SocketConfig config, Subscriptions subscriptions, Reaper reaper, CredentialWatch credentials) {
        this.vertx = vertx;
        this.config = config;
        this.subscriptions = subscriptions;
        this.reaper = reaper;
        this.credentials = credentials;
    }

    void start(@Observes StartupEvent event) {
        sweepTimer = vertx.setPeriodic(SWEEP_MILLIS, timer -> reaper.sweep(System.nanoTime()));
        credentialTimer = vertx.setPeriodic(
                config.credentialCheckInterval().toMillis(), timer -> credentials.check(Instant.now()));
    }

    /** Before the HTTP server closes, which would end the sockets without a word. */
    void sayGoodbye(@Observes ShutdownDelayInitiatedEvent event) {
        subscriptions.all().forEach(socket -> socket.close(CloseReasons.SHUTDOWN));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(sweepTimer);
        vertx.cancelTimer(credentialTimer);
    }
}
