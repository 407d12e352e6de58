package com.callmissed.realtime.socket;

import java.time.Instant;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import com.callmissed.realtime.SocketConfig;

/** Runs the recurring checks while the service is up. */
@Singleton
class SocketLifecycle {
    private static final long SWEEP_MILLIS = 1_000;

    private final Vertx vertx;
    private final SocketConfig config;
    private final SilentPeerReaper reaper;
    private final CredentialWatch credentials;
    private long sweepTimer;
    private long credentialTimer;

    SocketLifecycle(Vertx vertx, SocketConfig config, SilentPeerReaper reaper, CredentialWatch credentials) {
        this.vertx = vertx;
        this.config = config;
        this.reaper = reaper;
        this.credentials = credentials;
    }

    void start(@Observes StartupEvent event) {
        sweepTimer = vertx.setPeriodic(SWEEP_MILLIS, timer -> reaper.sweep(System.nanoTime()));
        credentialTimer = vertx.setPeriodic(
                config.credentialCheckInterval().toMillis(), timer -> credentials.check(Instant.now()));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(sweepTimer);
        vertx.cancelTimer(credentialTimer);
    }
}
