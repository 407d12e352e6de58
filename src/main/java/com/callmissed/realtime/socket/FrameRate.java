package com.callmissed.realtime.socket;

import java.util.concurrent.TimeUnit;

/**
 * Limits the frames that one peer sends: so many per second on average, and those of {@value #BURST_SECONDS} seconds at
 * once. Safe for use from any thread. Times are those of {@link System#nanoTime}.
 */
final class FrameRate {
    private static final int BURST_SECONDS = 3;
    private static final long CAPACITY = TimeUnit.SECONDS.toNanos(BURST_SECONDS);

    private final long nanosPerFrame;
    private long used;
    private long last;

    /** @param perSecond at least 1 */
    FrameRate(int perSecond, long now) {
        this.nanosPerFrame = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.last = now;
    }

    /** Counts a frame. Returns false when it is one too many. */
    synchronized boolean admits(long now) {
        used = Math.max(0, used - Math.max(0, now - last));
        last = now;
        if (used + nanosPerFrame > CAPACITY) {
            return false;
        }
        used += nanosPerFrame;
        return true;
    }
}
