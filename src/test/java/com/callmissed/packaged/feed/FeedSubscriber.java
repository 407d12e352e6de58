package com.callmissed.packaged.feed;

/** Follows the events of one tenant until it is stopped. */
abstract class FeedSubscriber implements Runnable {
    private final Recording recording;
    private volatile boolean stopped;

    FeedSubscriber(Recording recording) {
        this.recording = recording;
    }

    final Recording recording() {
        return recording;
    }

    /** Ends the thread after a last check for unexpected events. */
    final void stop() {
        stopped = true;
    }

    final boolean isStopped() {
        return stopped;
    }
}
