package com.callmissed.realtime.socket;

import java.util.List;

import io.quarkus.websockets.next.CloseReason;

/**
 * Reasons for which the service closes a socket. The codes are those of RFC 6455 section 7.4.1; codes from 4000 on are
 * private.
 */
final class CloseReasons {
    static final CloseReason SHUTDOWN = new CloseReason(1001, "shutdown");
    static final CloseReason EXPIRED = new CloseReason(1008, "credential expired");
    static final CloseReason REVOKED = new CloseReason(1008, "credential revoked");
    static final CloseReason SILENT = new CloseReason(1011, "keepalive timeout");
    /**
     * The code for a service restart (WebSocket close code registry). The client's cursor then leads to {@code
     * resync_required}.
     */
    static final CloseReason LOG_REPLACED = new CloseReason(1012, "event log replaced");

    static final CloseReason SLOW_CONSUMER = new CloseReason(4408, "slow consumer");
    /** Like HTTP 429. */
    static final CloseReason TOO_MANY_FRAMES = new CloseReason(4429, "too many frames");

    static final List<CloseReason> ALL =
            List.of(SHUTDOWN, EXPIRED, REVOKED, SILENT, LOG_REPLACED, SLOW_CONSUMER, TOO_MANY_FRAMES);

    private CloseReasons() {}
}
