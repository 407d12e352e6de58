package com.callmissed.realtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * What one peer still has to receive: in order, one write under way at a time, bounded in frames and bytes. A queue that
 * would grow beyond its bounds ends instead, for a peer that reads too slowly must neither be skipped silently nor fill the
 * memory. Safe for use from any thread.
 */
final class OutboundQueue {
    private final Function<Frame, Uni<Void>> write;
    private final int maxFrames;
    private final int maxBytes;
    private final Runnable onOverflow;

    private final Queue<Frame> waiting = new ArrayDeque<>();
    private long written;
    private int frames;
    private int bytes;
    private boolean draining = true;
    private boolean ended;
    private Runnable onDrained;

    /**
     * A queue that collects and sends nothing before {@link #start}.
     *
     * @param write sends one frame when subscribed and completes when it has been written
     * @param onOverflow told once, when a frame did not fit; the queue has ended by then
     */
    OutboundQueue(Function<Frame, Uni<Void>> write, int maxFrames, int maxBytes, Runnable onOverflow) {
        this.write = write;
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
        this.onOverflow = onOverflow;
    }

    void start() {
        drain();
    }

    /** Sends {@code frame} after all earlier ones. Without effect once the queue has ended. */
    void offer(Frame frame) {
        boolean overflow;
        boolean idle = false;
        synchronized (this) {
            overflow = !ended && overflows(frame);
            if (overflow) {
                end();
            } else {
                idle = add(frame);
            }
        }
        if (overflow) {
            onOverflow.run();
        } else if (idle) {
            drain();
        }
    }

    /** Like {@link #offer}, but where the frame does not fit it changes nothing. False when the frame is not queued. */
    boolean offerIfRoom(Frame frame) {
        boolean idle;
        synchronized (this) {
            if (ended || overflows(frame)) {
                return false;
            }
            idle = add(frame);
        }
        if (idle) {
            drain();
        }
        return true;
    }

    /** Answers whether the caller has to drain. */
    private boolean add(Frame frame) {
        if (ended) {
            return false;
        }
        waiting.add(frame);
        frames++;
        bytes += frame.bytes();
        boolean idle = !draining;
        draining = true;
        return idle;
    }

    private boolean overflows(Frame frame) {
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
        for (Frame frame = next(); frame != null; frame = next()) {
            Frame sent = frame;
            AtomicBoolean handedOver = new AtomicBoolean();
            write.apply(sent).subscribe().with(ignored -> written(sent, handedOver), failure -> end());
            if (handedOver.compareAndSet(false, true)) {
                return; // the write is still under way and goes on from there
            }
        }
    }

    /** A write may complete before {@code subscribe} returns; then the loop above goes on, instead of a recursion. */
    private void written(Frame frame, AtomicBoolean handedOver) {
        synchronized (this) {
            written++;
            frames--;
            bytes -= frame.bytes();
        }
        if (!handedOver.compareAndSet(false, true)) {
            drain();
        }
    }

    private Frame next() {
        Runnable drained;
        synchronized (this) {
            Frame next = waiting.poll();
            draining = next != null;
            if (draining || ended || onDrained == null) {
                return next;
            }
            drained = onDrained;
            onDrained = null;
        }
        drained.run();
        return null;
    }
}
