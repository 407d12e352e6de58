package com.callmissed.events;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A place in a tenant's event log: everything up to {@code seq} is known to whoever holds it. Clients carry it around as an
 * opaque string.
 *
 * @param seq of the last known event; 0 before the first one
 * @param mark of the transaction that wrote it, which tells this log from one that was restored from a backup
 */
public record EventCursor(long seq, int mark) {
    /** Before the first event. */
    public static final EventCursor START = new EventCursor(0, 0);

    /** The header that tells with an answer where to go on in the event feed. */
    public static final String HEADER = "X-Event-Cursor";

    /** Marks an operation of the API document whose answers have that header. */
    public static final String EXTENSION = "x-event-cursor";

    private static final byte VERSION = 2;
    private static final int BYTES = Byte.BYTES + Long.BYTES + Integer.BYTES;

    /**
     * Reads a column that {@link #column} made; null there, for a tenant without events, is the start.
     */
    public static EventCursor read(Long[] column) {
        return column == null ? START : new EventCursor(column[0], column[1].intValue());
    }

    /**
     * An expression for the end of a tenant's log as the statement sees it, so that the answer and the log agree. One look-up,
     * however many rows there are.
     *
     * @param tenant a parameter or a literal
     */
    public static String column(String tenant) {
        return "(SELECT ARRAY[k.last_seq, k.mark] FROM event_counter k WHERE k.tenant_id = " + tenant + ")";
    }

    /** Reads what {@link #toString()} wrote; null when {@code text} is anything else. */
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
