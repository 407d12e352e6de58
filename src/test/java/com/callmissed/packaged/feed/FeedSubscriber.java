package com.callmissed.packaged.feed;

/** Follows the events of one tenant until it is told to stop. */
abstract class FeedSubscriber implements Runnable {
    private final Recording recording;
    private volatile boolean stopped;

    FeedSubscriber(Recording recording) {
        this.recording = recording;
    }

    final Recording recording() {
        return recording;
    }

    /** Ends the thread once it has looked for a last time whether there is more than there should be. */
    final void stop() {
        stopped = true;
    }

    final boolean isStopped() {
        return stopped;
    }
}
