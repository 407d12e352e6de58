package com.callmissed.realtime.socket;

/**
 * Distinguishes a peer that reads slowly, which catches up from the log, from a peer that does not read at all. Not
 * safe for use by several threads at once.
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
     * Counts frames that the peer has to read from the log. Returns true when more frames came than may wait for the
     * peer, and it has read nothing during that time.
     *
     * @param moreFrames number of frames since the last call
     * @param moreBytes about their size
     */
    boolean isTooSlow(int moreFrames, long moreBytes) {
        long now = queue.written();
        if (now != written || queue.isEmpty()) {
            written = now;
            frames = 0;
            bytes = 0;
            return false;
        }
        frames += moreFrames;
        bytes += moreBytes;
        return frames > maxFrames || bytes > maxBytes;
    }
}
