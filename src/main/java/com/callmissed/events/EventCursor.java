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

    private static final byte VERSION = 2;
    private static final int BYTES = Byte.BYTES + Long.BYTES + Integer.BYTES;

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
