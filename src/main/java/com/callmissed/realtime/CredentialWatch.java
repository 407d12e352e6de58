package com.callmissed.realtime;

import java.time.Instant;

import jakarta.inject.Singleton;

import com.callmissed.security.Caller;

/** Closes sockets whose credential is no longer good: a socket must not outlive what opened it. */
@Singleton
class CredentialWatch {
    private final Subscriptions subscriptions;

    CredentialWatch(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    void check(Instant now) {
        subscriptions
                .all()
                .filter(socket -> isExpired(socket.caller(), now))
                .forEach(socket -> socket.close(CloseReasons.EXPIRED));
    }

    private static boolean isExpired(Caller caller, Instant now) {
        return caller.expiresAt() != null && !now.isBefore(caller.expiresAt());
    }
}
