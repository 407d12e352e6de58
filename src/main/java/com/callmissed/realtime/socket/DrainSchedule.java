package com.callmissed.realtime.socket;

import java.time.Duration;

/**
 * Decides when each of many sockets is asked to reconnect, so that their peers do not all reach the other replicas at
 * once. The first {@value #AT_ONCE} are asked at once. The others follow in even steps, as fast as the window requires.
 *
 * @param window the time from the first socket to the last
 */
record DrainSchedule(int sockets, Duration window) {
    static final int AT_ONCE = 50;
    private static final int PER_SECOND = 100;
    /** The part of the drain time for the schedule. The rest is for closing handshakes. */
    private static final double SHARE = 0.8;

    static DrainSchedule of(int sockets, Duration drain) {
        long unhurried = Math.max(0, sockets - AT_ONCE) * 1_000L / PER_SECOND;
        long longest = (long) (drain.toMillis() * SHARE);
        return new DrainSchedule(sockets, Duration.ofMillis(Math.min(unhurried, longest)));
    }

    /** The number of sockets that are due after {@code elapsed} since the start. */
    int due(Duration elapsed) {
        if (sockets <= AT_ONCE || elapsed.compareTo(window) >= 0) {
            return sockets;
        }
        return AT_ONCE + (int) ((sockets - AT_ONCE) * elapsed.toNanos() / window.toNanos());
    }
}
