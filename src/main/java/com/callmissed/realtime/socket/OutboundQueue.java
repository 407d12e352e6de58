package com.callmissed.realtime.socket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

/**
 * What one peer still has to receive: in order, one write under way at a time, bounded in frames and bytes. A write takes
 * several frames along when they are small. A queue that would grow beyond its bounds ends instead, for a peer that reads too
 * slowly must neither be skipped silently nor fill the memory. Safe for use from any thread.
 */
final class OutboundQueue {
    /** What one write takes at most, a single larger frame aside: it is copied for each peer, and tells once that it was taken. */
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
     * A queue that collects and sends nothing before {@link #start}.
     *
     * @param write sends some frames and completes when they have been written
     * @param onOverflow told once, when a frame did not fit; the queue has ended by then
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

    /** Sends {@code frame} after all earlier ones. Without effect once the queue has ended. */
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

    /** Like {@link #offer}, but takes only as many of the frames, from the first one on, as there is room for. Answers how many. */
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

    /** Answers whether the caller has to drain. */
    private boolean becomesBusy() {
        boolean idle = !draining;
        draining = true;
        return idle;
    }

    private boolean overflows(SocketFrame frame) {
        return frames == maxFrames || frames > 0 && frame.bytes() > maxBytes - bytes;
    }

    /** How many frames have been written so far. */
    synchronized long written() {
        return written;
    }

    synchronized boolean isEmpty() {
        return frames == 0;
    }

    synchronized boolean isHalfEmpty() {
        return frames <= maxFrames / 2 && bytes <= maxBytes / 2;
    }

    /** Runs {@code work} once, as soon as nothing waits any more; never if the queue ends before that. */
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

    /** Drops what has not been handed over for writing yet, and takes nothing more. */
    synchronized void end() {
        ended = true;
        waiting.clear();
    }

    /** Runs on whoever set {@code draining}, and after that on whoever completes a write: never twice at once. */
    private void drain() {
        do {
            List<SocketFrame> next = next();
            if (next.isEmpty()) {
                return;
            }
            write.apply(next).onComplete(this::ended);
        } while (isHandedOver());
    }

    /** True when the write has completed already; otherwise the completion goes on. */
    private synchronized boolean isHandedOver() {
        handingOver = false;
        return underWay.isEmpty();
    }

    /** A write may complete before it was handed over; then the loop above goes on, instead of a recursion. */
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
