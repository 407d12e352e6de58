package com.callmissed.realtime.socket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

/**
 * The frames that one peer still has to receive, limited in number and in bytes. They are sent in order, with one write
 * at a time. A write takes several small frames together. A queue that would exceed its limits ends: a peer that reads
 * too slowly must neither lose frames silently nor fill the memory. Safe for use from any thread.
 */
final class OutboundQueue {
    /**
     * The most bytes in one write, except for a single larger frame. A write is copied for each peer and completes as a
     * whole.
     */
    static final int WRITE_BYTES = 16_384;

    private final Function<List<SocketFrame>, Future<Void>> write;
    private final int maxFrames;
    private final int maxBytes;
    private final Runnable onOverflow;

    private final Queue<SocketFrame> waiting = new ArrayDeque<>();
    private List<SocketFrame> underWay = List.of();
    private long written;
    private int frames;
    private int bytes;
    private boolean draining = true;
    private boolean handingOver;
    private boolean ended;
    private Runnable onDrained;

    /**
     * Creates a queue that collects frames and sends nothing before {@link #start}.
     *
     * @param write sends frames and completes when they have been written
     * @param onOverflow runs once, when a frame did not fit; the queue has ended by then
     */
    OutboundQueue(Function<List<SocketFrame>, Future<Void>> write, int maxFrames, int maxBytes, Runnable onOverflow) {
        this.write = write;
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
        this.onOverflow = onOverflow;
    }

    void start() {
        drain();
    }

    /** Sends {@code frame} after all earlier ones. Has no effect after the queue has ended. */
    void offer(SocketFrame frame) {
        boolean overflow;
        boolean idle = false;
        synchronized (this) {
            overflow = !ended && overflows(frame);
            if (overflow) {
                end();
            } else if (!ended) {
                add(frame);
                idle = becomesBusy();
            }
        }
        if (overflow) {
            onOverflow.run();
        } else if (idle) {
            drain();
        }
    }

    /** Like {@link #offer}, but takes only the first frames for which there is room. Returns how many it took. */
    int offerIfRoom(List<SocketFrame> offered) {
        int taken = 0;
        boolean idle;
        synchronized (this) {
            while (!ended && taken < offered.size() && !overflows(offered.get(taken))) {
                add(offered.get(taken++));
            }
            idle = taken > 0 && becomesBusy();
        }
        if (idle) {
            drain();
        }
        return taken;
    }

    private void add(SocketFrame frame) {
        waiting.add(frame);
        frames++;
        bytes += frame.bytes();
    }

    /** Returns true when the caller has to drain the queue. */
    private boolean becomesBusy() {
        boolean idle = !draining;
        draining = true;
        return idle;
    }

    private boolean overflows(SocketFrame frame) {
        return frames == maxFrames || frames > 0 && frame.bytes() > maxBytes - bytes;
    }

    /** The number of frames written so far. */
    synchronized long written() {
        return written;
    }

    synchronized boolean isEmpty() {
        return frames == 0;
    }

    synchronized boolean isHalfEmpty() {
        return frames <= maxFrames / 2 && bytes <= maxBytes / 2;
    }

    /** Runs {@code work} once, as soon as the queue is empty. Never runs it when the queue ends before that. */
    void whenDrained(Runnable work) {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (draining) {
                onDrained = work;
                return;
            }
        }
        work.run();
    }

    /** Drops the frames that were not handed over for writing yet, and takes no more. */
    synchronized void end() {
        ended = true;
        waiting.clear();
    }

    /**
     * Writes until the queue is empty. Runs on the thread that set {@code draining}, then on the thread that completes
     * a write. Never runs twice at the same time.
     */
    private void drain() {
        do {
            List<SocketFrame> next = next();
            if (next.isEmpty()) {
                return;
            }
            write.apply(next).onComplete(this::ended);
        } while (isHandedOver());
    }

    /** Returns true when the write has completed already. Otherwise its completion continues the drain. */
    private synchronized boolean isHandedOver() {
        handingOver = false;
        return underWay.isEmpty();
    }

    /**
     * Ends a write. A write may complete before it was handed over; then the loop in {@link #drain} continues, without
     * recursion.
     */
    private void ended(AsyncResult<Void> outcome) {
        if (outcome.failed()) {
            end();
            return;
        }
        boolean goesOn;
        synchronized (this) {
            written += underWay.size();
            frames -= underWay.size();
            for (SocketFrame frame : underWay) {
                bytes -= frame.bytes();
            }
            underWay = List.of();
            goesOn = !handingOver;
        }
        if (goesOn) {
            drain();
        }
    }

    private List<SocketFrame> next() {
        Runnable drained;
        synchronized (this) {
            underWay = takeSome();
            draining = !underWay.isEmpty();
            handingOver = draining;
            if (draining || ended || onDrained == null) {
                return underWay;
            }
            drained = onDrained;
            onDrained = null;
        }
        drained.run();
        return List.of();
    }

    private List<SocketFrame> takeSome() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<SocketFrame> some = new ArrayList<>();
        int room = WRITE_BYTES;
        do {
            SocketFrame frame = waiting.remove();
            some.add(frame);
            room -= frame.size();
        } while (!waiting.isEmpty() && waiting.peek().size() <= room);
        return some;
    }
}
