package com.callmissed.events;

/**
 * An event with its position in the log of a tenant.
 *
 * @param cursor the position of this event
 * @param previousMark the mark of the event before it
 * @param writtenAt when it was written, in terms of this process's {@link System#nanoTime}
 * @param frame the whole envelope as JSON; null only inside of {@link EventLog}, for a large event that it has not read
 */
public record LoggedEvent(EventCursor cursor, int previousMark, long writtenAt, String frame) {

    /** @param body the stored envelope, without its position; null if it was not read */
    static LoggedEvent of(EventCursor cursor, int previousMark, long writtenAt, String body) {
        if (body == null) {
            return new LoggedEvent(cursor, previousMark, writtenAt, null);
        }
        String frame = "{\"seq\":" + cursor.seq() + ",\"cursor\":\"" + cursor + "\"," + body.substring(1);
        return new LoggedEvent(cursor, previousMark, writtenAt, frame);
    }

    /** Returns true when this event directly follows {@code known}. */
    public boolean follows(EventCursor known) {
        return cursor.seq() == known.seq() + 1 && previousMark == known.mark();
    }
}
