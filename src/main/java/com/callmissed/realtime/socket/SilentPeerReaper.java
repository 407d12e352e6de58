package com.callmissed.realtime.socket;

import jakarta.inject.Singleton;

import com.callmissed.realtime.SocketConfig;

/** Pings every peer and closes the sockets of silent ones: a peer that lost its network sends no closing frame. */
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

    /**
     * Runs about once a second.
     *
     * @param now from {@link System#nanoTime}
     */
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
