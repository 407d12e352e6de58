package com.callmissed.realtime.socket;

import java.time.Duration;

/**
 * When each of many sockets is told to go, so that their peers do not all come to the other replicas at once. A few are told
 * at once; more than that one after the other, in even steps, and no slower than the window asks for.
 *
 * @param window from the first to the last
 */
record DrainSchedule(int sockets, Duration window) {
    static final int AT_ONCE = 50;
    private static final int PER_SECOND = 100;
    /** Of the drain. The rest is for closing handshakes. */
    private static final double SHARE = 0.8;

    static DrainSchedule of(int sockets, Duration drain) {
        long unhurried = Math.max(0, sockets - AT_ONCE) * 1_000L / PER_SECOND;
        long longest = (long) (drain.toMillis() * SHARE);
        return new DrainSchedule(sockets, Duration.ofMillis(Math.min(unhurried, longest)));
    }

    /** How many have been told, this long after the start. */
    int due(Duration elapsed) {
        if (sockets <= AT_ONCE || elapsed.compareTo(window) >= 0) {
            return sockets;
        }
        return AT_ONCE + (int) ((sockets - AT_ONCE) * elapsed.toNanos() / window.toNanos());
    }
}
