package com.callmissed.realtime.socket;

import jakarta.inject.Singleton;

import com.callmissed.realtime.SocketConfig;

/** Pings every peer, and gives up on those that stay silent: a peer that lost its network sends no goodbye. */
@Singleton
class SilentPeerReaper {
    private final Subscriptions subscriptions;
    private final long pingInterval;
    private final long silenceLimit;

    SilentPeerReaper(Subscriptions subscriptions, SocketConfig config) {
        this.subscriptions = subscriptions;
        this.pingInterval = config.pingInterval().toNanos();
        this.silenceLimit = config.silenceLimit().toNanos();
    }

    /** Called about once a second; {@code now} is {@link System#nanoTime}. */
    void sweep(long now) {
        subscriptions.all().forEach(socket -> {
            if (now - socket.heardAt() >= silenceLimit) {
                socket.close(CloseReasons.SILENT);
            } else if (now - socket.pingedAt() >= pingInterval) {
                socket.ping(now);
            }
        });
    }
}
