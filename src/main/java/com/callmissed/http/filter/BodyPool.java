package com.callmissed.http.filter;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bytes that request bodies may occupy at the same time. When there are none left, the body that has been unfinished
 * for the longest time makes room: a client that finishes does so soon, and one that does not cannot keep others out.
 * Safe for use by several threads.
 */
final class BodyPool {
    /** A younger body does not have to make room. */
    static final long PROTECTED_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Larger bodies may not take the last quarter. */
    static final int SMALL = 128 * 1024;

    private final long capacity;
    private final LongSupplier clock;
    private final Set<Share> unfinished = new LinkedHashSet<>();
    private long used;

    /** @param clock nanoseconds */
    BodyPool(long capacity, LongSupplier clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    /**
     * Opens a share of no bytes for a body that is about to be read.
     *
     * @param evicted runs, on any thread, when the body has to make room; its bytes are free already
     */
    synchronized Share open(Runnable evicted) {
        Share share = new Share(evicted, clock.getAsLong());
        unfinished.add(share);
        return share;
    }

    synchronized long used() {
        return used;
    }

    /** The bytes of one body. */
    final class Share {
        private final Runnable evicted;
        private final long since;
        private long held;
        private boolean over;

        private Share(Runnable evicted, long since) {
            this.evicted = evicted;
            this.since = since;
        }

        /** Enlarges the share to {@code bytes} in all. Returns false, and changes nothing, when there is no room. */
        boolean hold(long bytes) {
            List<Share> victims = new ArrayList<>();
            boolean granted;
            synchronized (BodyPool.this) {
                granted = !over && makeRoom(bytes, victims);
                if (granted) {
                    used += bytes - held;
                    held = bytes;
                }
            }
            victims.forEach(victim -> victim.evicted.run());
            return granted;
        }

        private boolean makeRoom(long bytes, List<Share> victims) {
            long most = bytes > SMALL ? capacity / 4 * 3 : capacity;
            Iterator<Share> oldest = unfinished.iterator();
            while (used + bytes - held > most && oldest.hasNext()) {
                Share next = oldest.next();
                if (clock.getAsLong() - next.since < PROTECTED_NANOS) {
                    break;
                }
                if (next != this && next.held > 0) {
                    oldest.remove();
                    next.end();
                    victims.add(next);
                }
            }
            return used + bytes - held <= most;
        }

        /** The body is complete. It keeps its bytes and does not have to make room any more. */
        void finish() {
            synchronized (BodyPool.this) {
                unfinished.remove(this);
            }
        }

        /** Gives the bytes back. Further calls have no effect. */
        void close() {
            synchronized (BodyPool.this) {
                unfinished.remove(this);
                end();
            }
        }

        private void end() {
            used -= held;
            held = 0;
            over = true;
        }
    }
}
