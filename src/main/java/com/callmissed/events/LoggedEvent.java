package com.callmissed.events;

/**
 * An event with its place in the log of a tenant.
 *
 * @param cursor the place of this event
 * @param previousMark the mark of the event before it
 * @param writtenAt when it was written, on this process' {@link System#nanoTime}
 * @param frame the whole envelope as JSON
 */
public record LoggedEvent(EventCursor cursor, int previousMark, long writtenAt, String frame) {

    /** @param body the stored envelope, which lacks its place */
    static LoggedEvent of(EventCursor cursor, int previousMark, long writtenAt, String body) {
        String frame = "{\"seq\":" + cursor.seq() + ",\"cursor\":\"" + cursor + "\"," + body.substring(1);
        return new LoggedEvent(cursor, previousMark, writtenAt, frame);
    }

    /** True when this is the very next event for whoever knows everything up to {@code known}. */
    public boolean follows(EventCursor known) {
        return cursor.seq() == known.seq() + 1 && previousMark == known.mark();
    }
}
