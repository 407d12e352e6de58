package com.callmissed.realtime.socket;

import java.util.List;

/**
 * Tells a peer that reads slowly, which catches up from the log at its own pace, from one that does not read at all. Used by one
 * thread at a time.
 */
final class SlowConsumerDetector {
    private final OutboundQueue queue;
    private final int maxFrames;
    private final int maxBytes;
    private long written;
    private int frames;
    private long bytes;

    SlowConsumerDetector(OutboundQueue queue, int maxFrames, int maxBytes) {
        this.queue = queue;
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
    }

    /**
     * Counts frames that the peer has to read from the log. True when it has taken nothing since the last call that saw it take
     * something, while more came than may wait for it.
     */
    boolean isTooSlow(List<SocketFrame> more) {
        long now = queue.written();
        if (now != written || queue.isEmpty()) {
            written = now;
            frames = 0;
            bytes = 0;
            return false;
        }
        frames += more.size();
        for (SocketFrame frame : more) {
            bytes += frame.bytes();
        }
        return frames > maxFrames || bytes > maxBytes;
    }
}
