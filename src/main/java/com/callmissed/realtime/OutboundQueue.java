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
    private final Function<String, Uni<Void>> write;
    private final int maxFrames;
    private final int maxBytes;
    private final Runnable onOverflow;

    private final Queue<Frame> waiting = new ArrayDeque<>();
    private int frames;
    private int bytes;
    private boolean draining = true;
    private boolean ended;

    /**
     * A queue that collects and sends nothing before {@link #start}.
     *
     * @param write sends one text when subscribed and completes when it has been written
     * @param onOverflow told once, when a frame did not fit; the queue has ended by then
     */
    OutboundQueue(Function<String, Uni<Void>> write, int maxFrames, int maxBytes, Runnable onOverflow) {
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
            if (ended) {
                return;
            }
            overflow = frames == maxFrames || frames > 0 && frame.bytes() > maxBytes - bytes;
            if (overflow) {
                end();
            } else {
                waiting.add(frame);
                frames++;
                bytes += frame.bytes();
                idle = !draining;
                draining = true;
            }
        }
        if (overflow) {
            onOverflow.run();
        } else if (idle) {
            drain();
        }
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
            write.apply(sent.text()).subscribe().with(ignored -> written(sent, handedOver), failure -> end());
            if (handedOver.compareAndSet(false, true)) {
                return; // the write is still under way and goes on from there
            }
        }
    }

    /** A write may complete before {@code subscribe} returns; then the loop above goes on, instead of a recursion. */
    private void written(Frame frame, AtomicBoolean handedOver) {
        synchronized (this) {
            frames--;
            bytes -= frame.bytes();
        }
        if (!handedOver.compareAndSet(false, true)) {
            drain();
        }
    }

    private synchronized Frame next() {
        Frame next = waiting.poll();
        draining = next != null;
        return next;
    }
}
