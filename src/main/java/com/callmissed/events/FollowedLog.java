package com.callmissed.events;

/** How far a tenant's log has been read in this process. One reading is under way at a time. Safe for use by several threads. */
final class FollowedLog {
    /** Guarded by the map that holds this. */
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

    /** True when the caller has to read now; otherwise who reads already is told to do so once more. */
    synchronized boolean begin() {
        if (reading) {
            again = true;
            return false;
        }
        reading = true;
        again = false;
        return true;
    }

    /** Ends a reading. True when another one was asked for meanwhile. */
    synchronized boolean end() {
        reading = false;
        return again;
    }
}
