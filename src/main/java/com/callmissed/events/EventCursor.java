package com.callmissed.events;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A position in a tenant's event log: the holder has every event up to {@code seq}. Clients get it as an opaque string.
 *
 * @param seq the number of the last known event; 0 before the first one
 * @param mark the mark of the transaction that wrote that event. It distinguishes this log from one that was restored
 *     from a backup.
 */
public record EventCursor(long seq, int mark) {
    /** Before the first event. */
    public static final EventCursor START = new EventCursor(0, 0);

    /** The response header with the position from which to continue in the event feed. */
    public static final String HEADER = "X-Event-Cursor";

    /** Marks an operation of the API document whose responses have that header. */
    public static final String EXTENSION = "x-event-cursor";

    private static final byte VERSION = 2;
    private static final int BYTES = Byte.BYTES + Long.BYTES + Integer.BYTES;

    /** Reads a column that {@link #column} selected. Null means a tenant without events, and returns {@link #START}. */
    public static EventCursor read(Long[] column) {
        return column == null ? START : new EventCursor(column[0], column[1].intValue());
    }

    /**
     * An SQL expression for the end of a tenant's log in the snapshot of the statement, so that the result and the log
     * agree. It is evaluated once, for any number of rows.
     *
     * @param tenant a parameter or a literal
     */
    public static String column(String tenant) {
        return "(SELECT ARRAY[k.last_seq, k.mark] FROM event_counter k WHERE k.tenant_id = " + tenant + ")";
    }

    /** Parses the result of {@link #toString()}. Returns null for any other text. */
    public static EventCursor parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            return null;
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        EventCursor cursor = new EventCursor(fields.getLong(), fields.getInt());
        return cursor.seq >= 0 && cursor.toString().equals(text) ? cursor : null;
    }

    /** The opaque form, safe in a URL. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(seq)
                .putInt(mark)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
