package com.callmissed.http.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Bytes that request bodies may occupy at the same time. When there are none left, the body that has been unfinished
 * for the longest time makes room: a client that finishes does so soon, and one that does not cannot keep others out.
 * The bodies of one tenant occupy at most half, and make room for each other first. Safe for use by several threads.
 */
final class BodyPool {
    /** A younger body does not have to make room. */
    static final long PROTECTED_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Larger bodies may not take the last quarter. */
    static final int SMALL = 128 * 1024;

    private final long capacity;
    private final LongSupplier clock;
    private final Set<Share> unfinished = new LinkedHashSet<>();
    private final Map<UUID, Long> usedByTenant = new HashMap<>();
    private long used;

    /** @param clock nanoseconds */
    BodyPool(long capacity, LongSupplier clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    /**
     * Opens a share of no bytes for a body that is about to be read.
     *
     * @param tenantId null for a sender who is not known
     * @param evicted runs, on any thread, when the body has to make room; its bytes are free already
     */
    synchronized Share open(UUID tenantId, Runnable evicted) {
        Share share = new Share(tenantId, evicted, clock.getAsLong());
        unfinished.add(share);
        return share;
    }

    synchronized long used() {
        return used;
    }

    private void add(UUID tenantId, long bytes) {
        used += bytes;
        if (tenantId != null && bytes != 0) {
            usedByTenant.merge(tenantId, bytes, (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    private long usedBy(UUID tenantId) {
        return usedByTenant.getOrDefault(tenantId, 0L);
    }

    /** The bytes of one body. */
    final class Share {
        private final UUID tenantId;
        private final Runnable evicted;
        private final long since;
        private long held;
        private boolean over;

        private Share(UUID tenantId, Runnable evicted, long since) {
            this.tenantId = tenantId;
            this.evicted = evicted;
            this.since = since;
        }

        /** Enlarges the share to {@code bytes} in all. Returns false, and changes nothing, when there is no room. */
        boolean hold(long bytes) {
            List<Share> victims = new ArrayList<>();
            boolean granted;
            synchronized (BodyPool.this) {
                granted = !over && hasRoom(bytes, victims);
                if (granted) {
                    add(tenantId, bytes - held);
                    held = bytes;
                }
            }
            victims.forEach(victim -> victim.evicted.run());
            return granted;
        }

        private boolean hasRoom(long bytes, List<Share> victims) {
            long most = bytes > SMALL ? capacity / 4 * 3 : capacity;
            return (tenantId == null
                            || makeRoom(
                                    () -> usedBy(tenantId) + bytes - held <= capacity / 2,
                                    other -> tenantId.equals(other.tenantId),
                                    victims))
                    && makeRoom(() -> used + bytes - held <= most, other -> true, victims);
        }

        /** Ends the oldest unfinished bodies of {@code candidates} until {@code fits}. */
        private boolean makeRoom(BooleanSupplier fits, Predicate<Share> candidates, List<Share> victims) {
            Iterator<Share> oldest = unfinished.iterator();
            while (!fits.getAsBoolean() && oldest.hasNext()) {
                Share next = oldest.next();
                if (clock.getAsLong() - next.since < PROTECTED_NANOS) {
                    break;
                }
                if (next != this && next.held > 0 && candidates.test(next)) {
                    oldest.remove();
                    next.end();
                    victims.add(next);
                }
            }
            return fits.getAsBoolean();
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
            add(tenantId, -held);
            held = 0;
            over = true;
        }
    }
}
