package com.callmissed.events;

/** The read position of one tenant's log in this process. One read runs at a time. Safe for use by several threads. */
final class FollowedLog {
    /** Guarded by the map that holds this object. */
    int followers;

    private volatile EventCursor position;
    private boolean reading;
    private boolean again;

    FollowedLog(EventCursor position) {
        this.position = position;
    }

    EventCursor position() {
        return position;
    }

    void moveTo(EventCursor reached) {
        position = reached;
    }

    /** Returns true when the caller has to read now. Otherwise the running read is followed by another one. */
    synchronized boolean begin() {
        if (reading) {
            again = true;
            return false;
        }
        reading = true;
        again = false;
        return true;
    }

    /** Ends a read. Returns true when another one was requested meanwhile. */
    synchronized boolean end() {
        reading = false;
        return again;
    }
}
